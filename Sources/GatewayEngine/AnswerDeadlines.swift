import GatewayCore
import GatewayStore

/// When the next of the questions that wait for an answer ends without one.
struct AnswerDeadlines {
  private(set) var next = NextDue.unknown

  /// Whether there may be a question without an answer.
  var mayBeOpen: Bool { next != .none }

  mutating func add(_ due: UnixMilliseconds) { next.add(due) }

  /// A question ended, or the clock was set.
  mutating func forget() { next = .unknown }

  mutating func lookUp(_ due: () throws(StoreError) -> UnixMilliseconds?) throws(StoreError) {
    if case .unknown = next { next = NextDue(try due()) }
  }
}
