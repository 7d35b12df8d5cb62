import GatewayCore

/// The queue of all inputs for the worker's thread: network events, results of deliveries, requests
/// of the owner. Posting never waits; the worker takes all that is there.
///
/// The worker's thread sleeps in it until an input arrives or the next job is due.
///
/// Its sources bound it: a session delivers at most `Limits.unconsumedMessages` messages that are
/// not consumed, and the courier limits the deliveries in progress.
final class InputQueue<Element: Sendable>: @unchecked Sendable {
  /// When an element is taken.
  enum Urgency {
    /// The worker is woken.
    case now
    /// The worker is woken, unless it gathers such elements.
    case together
    /// When the worker wakes for another reason.
    case later
  }

  private let condition = Condition()
  private var elements: [Element] = []
  /// Whether an element waits for which the worker is woken.
  private var hasUrgent = false
  /// The elements that may wait for others of their kind, and how many of them wake the worker.
  private var together = (count: 0, awaited: 1)

  func post(_ element: Element, _ urgency: Urgency = .now) { post([element], urgency) }

  func post(_ added: [Element], _ urgency: Urgency = .now) {
    guard !added.isEmpty else { return }
    let wakes = condition.withLock {
      let wasDue = isDue
      elements.append(contentsOf: added)
      switch urgency {
      case .now: hasUrgent = true
      case .together: together.count += added.count
      case .later: break
      }
      return isDue && !wasDue
    }
    if wakes { condition.signal() }
  }

  /// Takes all elements; waits until there is one for which the worker is woken, or the time is
  /// over.
  ///
  /// - Parameters:
  ///   - count: how many of those that may wait for others wake the worker.
  ///   - milliseconds: how long to wait at most; nil for no limit.
  func take(_ count: Int = 1, waitingAtMost milliseconds: Int64?) -> [Element] {
    condition.withLock {
      together.awaited = count
      condition.wait(atMost: milliseconds) { isDue }
      hasUrgent = false
      together = (0, 1)
      defer { elements = [] }
      return elements
    }
  }

  private var isDue: Bool { hasUrgent || together.count >= together.awaited }
}
