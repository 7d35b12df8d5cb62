import ToxWire

/// The requests that may still be answered. An answer counts once, within five seconds, from the
/// very key and address that were asked: so no peer can answer for another, nor from a forged
/// source.
///
/// A ring: the newest request replaces the oldest. The id says which slot is meant.
///
/// - Spec: "RPC Services", "Ping Service"
/// - Differs: some validities are 60 s in the spec; nodes use 5 s.
struct RequestTable {
  /// The peer that we asked, and the key that we asked about: the peer's own for a ping.
  struct Request: Hashable {
    var peer: DHTPublicKey
    var endpoint: Endpoint
    var target: DHTPublicKey
  }

  private struct Slot {
    var id: RequestID
    var request: Request
    var sentAt: Instant
  }

  private var slots: [Slot?]
  private var next = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a table holds something")
    slots = Array(repeating: nil, count: capacity)
  }

  /// Enters a request and names it.
  mutating func enter(_ request: Request, entropy: inout Entropy, now: Now) -> RequestID {
    let capacity = UInt64(slots.count)
    var raw: UInt64
    repeat {
      // The top is cut off so that the sum stays below 2^64.
      raw = entropy.uint64() >> 1
      raw = raw - raw % capacity + UInt64(next)
    } while raw == 0
    slots[next] = Slot(id: RequestID(raw), request: request, sentAt: now.monotonic)
    next = (next + 1) % slots.count
    return RequestID(raw)
  }

  /// Takes the request that an answer belongs to; nil for an unsolicited answer.
  mutating func take(
    _ id: RequestID, from peer: DHTPublicKey, at endpoint: Endpoint, now: Now
  ) -> Request? {
    let index = Int(id.rawValue % UInt64(slots.count))
    guard let slot = slots[index], slot.id == id, isValid(slot, now),
      slot.request.peer == peer, slot.request.endpoint == endpoint
    else { return nil }
    slots[index] = nil
    return slot.request
  }

  /// Whether the same request is under way.
  func isOutstanding(_ request: Request, now: Now) -> Bool {
    slots.contains { slot in
      guard let slot else { return false }
      return slot.request == request && isValid(slot, now)
    }
  }

  private func isValid(_ slot: Slot, _ now: Now) -> Bool {
    now.monotonic - slot.sentAt <= DHTTimings.requestValidity
  }
}
