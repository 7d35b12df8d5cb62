import GatewayCore

/// Where everything that concerns the gateway waits for its one thread: network events, results of
/// deliveries, commands of people. Whoever posts never waits; the taker gets all that is there.
///
/// Its taker is a thread that sleeps until the next job is due. ToxNIO's `Mailbox` is emptied by an
/// event loop, which never sleeps in it.
///
/// It is bounded by what feeds it: a session hands over at most `Limits.unconsumedMessages`
/// messages that are not consumed, and deliveries under way are limited by the courier.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let condition = Condition()
  private var elements: [Element] = []
  /// Whether something waits for which the taker is woken.
  private var hasUrgent = false

  func post(_ element: Element) { post([element]) }

  /// - Parameter isUrgent: false for what may wait until the taker comes by for another reason.
  func post(_ added: [Element], isUrgent: Bool = true) {
    guard !added.isEmpty else { return }
    let wakes = condition.withLock {
      let wakes = isUrgent && !hasUrgent
      hasUrgent = hasUrgent || isUrgent
      elements.append(contentsOf: added)
      return wakes
    }
    if wakes { condition.signal() }
  }

  /// Everything that waits; waits itself until there is something or the time has come.
  ///
  /// - Parameter milliseconds: how long to wait at most; nil for ever.
  func take(waitingAtMost milliseconds: Int64?) -> [Element] {
    condition.withLock {
      condition.wait(atMost: milliseconds) { hasUrgent }
      hasUrgent = false
      defer { elements = [] }
      return elements
    }
  }
}
