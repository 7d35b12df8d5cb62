/// How much all sessions together hold, with their owner: messages that are not consumed, payloads
/// behind a lost packet, payloads that are not acknowledged.
///
/// Each session has limits of its own; their sum would be gigabytes. Over the limit here the
/// sessions that hold much are held back: they take no payloads from their peers and no messages
/// for them; nothing that was taken is lost. Sessions that hold little go on.
struct SessionMemory {
  private(set) var bytes = 0

  /// What a session may hold in any case, in bytes: some messages in both directions.
  static let share = 16 << 10

  /// A session holds more than when it was counted last, or less.
  mutating func changed(from before: Int, to after: Int) { bytes += after - before }

  /// Whether a session that holds so much must not hold more.
  func isFull(for held: Int, _ limits: Limits) -> Bool {
    bytes >= limits.sessionBytes && held >= Self.share
  }

  /// The same for bulk, which leaves an eighth for messages.
  ///
  /// - Parameter more: what the session holds more than when it was counted last.
  func isFullForBulk(for held: Int, more: Int, limits: Limits) -> Bool {
    bytes + more >= limits.sessionBytes / 8 * 7 && held >= Self.share
  }
}
