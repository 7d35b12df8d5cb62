/// Where payloads come from that leave only when a session has nothing else to send and room in its
/// congestion window: data of files. They are never queued, so that nothing waits behind them.
protocol BulkSource {
  /// Whether a payload waits for this session.
  func hasBulk(for session: SessionID) -> Bool

  /// Takes the next payload, which leaves with that packet number.
  mutating func nextBulk(for session: SessionID, number: UInt32) -> [UInt8]?
}

/// Nothing waits.
struct NoBulk: BulkSource {
  func hasBulk(for session: SessionID) -> Bool { false }
  func nextBulk(for session: SessionID, number: UInt32) -> [UInt8]? { nil }
}
