import ToxCrypto
import ToxWire

/// Peers whose address changes while they talk: between two networks, or behind a router that
/// forgot them.
///
/// Data from an unknown address may be such a peer's. It does not say which; but the 16 bits of its
/// nonce leave few sessions over, and their keys decide.
///
/// - Differs: the reference drops such data. See "A peer that moves is followed".
extension Sessions {
  /// - Returns: the slot of the session that the datagram is for; its path now knows the address.
  mutating func follow(
    _ datagram: Span<UInt8>, from route: Route, _ context: inout NodeContext
  ) -> Int? {
    guard let endpoint = route.endpoint else {
      context.drops.count(.badSequence)
      return nil
    }
    guard SessionData.sizes.contains(datagram.count) else { return nil }
    guard strays.take(context.now.monotonic) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let slot = table.slot(recognizing: datagram, &context) else {
      context.drops.count(.badSequence)
      return nil
    }
    let before = table[slot]?.path
    table[slot]?.appeared(at: endpoint, now: context.now)
    table.index(slot, before: before)
    return slot
  }
}

extension SessionTable {
  fileprivate func slot(
    recognizing datagram: Span<UInt8>, _ context: inout NodeContext
  ) -> Int? {
    slots.indices.first { slot in
      slots[slot]?.channel?.cipher.recognizes(datagram, into: &context.plaintext) == true
    }
  }
}
