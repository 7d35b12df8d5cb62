import DequeModule

/// Messages of one session that wait for their owner, in order of their numbers.
///
/// An acknowledgement covers everything before it. So a dropped message may be acknowledged only
/// when those before it were handled; until then it stays here, marked. The session limits their
/// number (`Limits.unconsumedMessages`).
struct HeldMessages {
  private struct Entry {
    var number: UInt32
    var isDropped: Bool
  }

  private var entries: Deque<Entry> = []

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  /// The owner was given the message.
  mutating func hold(_ number: UInt32) {
    entries.append(Entry(number: number, isDropped: false))
  }

  /// The message is not for the owner.
  ///
  /// - Returns: up to where the session may be acknowledged now; nil: not yet.
  mutating func drop(_ number: UInt32) -> UInt32? {
    entries.append(Entry(number: number, isDropped: true))
    return takeDropped()
  }

  /// The owner is done with everything up to `number`.
  ///
  /// - Returns: up to where the session may be acknowledged now; nil: nothing changed.
  mutating func consume(through number: UInt32) -> UInt32? {
    var last: UInt32?
    while let first = entries.first, first.number.isAtOrBefore(number) {
      last = entries.removeFirst().number
    }
    return takeDropped() ?? last
  }

  private mutating func takeDropped() -> UInt32? {
    var last: UInt32?
    while let first = entries.first, first.isDropped { last = entries.removeFirst().number }
    return last
  }
}
