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

extension Channel {
  /// What this session makes somebody hold.
  var bytes: Int { sending.bytes + receiving.bytes }

  /// Whether a payload must wait at its sender. What fills a hole lets go of what waits behind it.
  func isHeldBack(_ number: UInt32, _ context: borrowing NodeContext) -> Bool {
    guard context.sessionMemory.isFull(for: bytes, context.limits) else { return false }
    return number != receiving.deliveryNext || receiving.heldBytes >= SessionMemory.share
  }
}

extension Sessions {
  /// Whether a session is held back for what all of them hold.
  func isHeldBack(_ id: SessionID, _ context: borrowing NodeContext) -> Bool {
    guard let slot = table.slot(of: id), let channel = table[slot]?.channel else { return false }
    return context.sessionMemory.isFull(for: channel.bytes, context.limits)
  }

  /// Takes the session in that slot into account, after each input that may have changed it.
  mutating func account(for slot: Int, _ context: inout NodeContext) {
    let bytes = table[slot]?.channel?.bytes ?? 0
    context.sessionMemory.changed(from: table[slot]?.countedBytes ?? bytes, to: bytes)
    table[slot]?.countedBytes = bytes
  }
}
