/// What all sessions together make the node and its owner hold: messages that are not consumed,
/// payloads behind a lost packet, payloads that are not acknowledged.
///
/// Each session has limits of its own; their sum would be gigabytes. Over the limit here those that
/// hold much are held back: nothing more is taken from their peers, and no message for them, and
/// nothing of what was taken is lost. Those that hold little go on.
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
}
