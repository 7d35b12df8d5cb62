import GatewayCore

/// The queue of all inputs for the worker's thread: network events, results of deliveries, requests
/// of the owner. Posting never waits; the worker takes all that is there.
///
/// The worker's thread sleeps in it until an input arrives or the next job is due.
///
/// Its sources bound it: a session delivers at most `Limits.unconsumedMessages` messages that are
/// not consumed, and the courier limits the deliveries in progress.
final class InputQueue<Element: Sendable>: @unchecked Sendable {
  private let condition = Condition()
  private var elements: [Element] = []
  /// Whether an element waits for which the worker is woken.
  private var hasUrgent = false

  func post(_ element: Element) { post([element]) }

  /// - Parameter isUrgent: false for elements that may wait until the worker wakes for another
  ///   reason.
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

  /// Takes all elements; waits until there is an urgent one or the time is over.
  ///
  /// - Parameter milliseconds: how long to wait at most; nil for no limit.
  func take(waitingAtMost milliseconds: Int64?) -> [Element] {
    condition.withLock {
      condition.wait(atMost: milliseconds) { hasUrgent }
      hasUrgent = false
      defer { elements = [] }
      return elements
    }
  }
}
