/// What each session holds, counted against what all of them may; see `SessionMemory`.
extension SessionChannel {
  /// How much this session holds, in bytes.
  var bytes: Int { sending.bytes + receiving.bytes }

  /// Whether a payload must wait at its sender. One that fills a hole releases those behind it.
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

  /// Whether nothing more of the peer's is delivered, since too much waits for the owner.
  func isStalled(_ id: SessionID, _ context: borrowing NodeContext) -> Bool {
    guard let channel = self[id]?.channel else { return false }
    return channel.receiving.heldCount >= context.limits.unconsumedMessages
      || isHeldBack(id, context)
  }

  /// Takes the session in that slot into account, after each input that may have changed it.
  mutating func account(for slot: Int, _ context: inout NodeContext) {
    let bytes = table[slot]?.channel?.bytes ?? 0
    context.sessionMemory.changed(from: table[slot]?.countedBytes ?? bytes, to: bytes)
    table[slot]?.countedBytes = bytes
  }
}
