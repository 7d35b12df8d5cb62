import Glibc
import GatewayCore
import Synchronization

/// Where everything that concerns the gateway waits for its one thread: network events, results of
/// deliveries, commands of people. Whoever posts never waits; the taker gets all that is there.
///
/// It is bounded by what feeds it: a session hands over at most `Limits.unconsumedMessages`
/// messages that are not consumed, and deliveries under way are limited by the courier.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  // A condition variable, since a mutex alone cannot wait until a time.
  private var mutex = pthread_mutex_t()
  private var condition = pthread_cond_t()
  private var elements: [Element] = []
  /// Whether something waits for which the taker is woken.
  private var hasUrgent = false

  init() {
    pthread_mutex_init(&mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(&condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(&condition)
    pthread_mutex_destroy(&mutex)
  }

  func post(_ element: Element) { post([element]) }

  /// - Parameter isUrgent: false for what may wait until the taker comes by for another reason.
  func post(_ added: [Element], isUrgent: Bool = true) {
    guard !added.isEmpty else { return }
    pthread_mutex_lock(&mutex)
    let wakes = isUrgent && !hasUrgent
    hasUrgent = hasUrgent || isUrgent
    elements.append(contentsOf: added)
    pthread_mutex_unlock(&mutex)
    if wakes { pthread_cond_signal(&condition) }
  }

  /// Everything that waits; waits itself until there is something or the time has come.
  ///
  /// - Parameter milliseconds: how long to wait at most; nil for ever.
  func take(waitingAtMost milliseconds: Int64?) -> [Element] {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    if let milliseconds {
      var deadline = timespec()
      clock_gettime(CLOCK_MONOTONIC, &deadline)
      deadline.tv_sec += Int(milliseconds / 1_000)
      deadline.tv_nsec += Int(milliseconds % 1_000) * 1_000_000
      if deadline.tv_nsec >= 1_000_000_000 {
        deadline.tv_sec += 1
        deadline.tv_nsec -= 1_000_000_000
      }
      while !hasUrgent {
        if pthread_cond_timedwait(&condition, &mutex, &deadline) == ETIMEDOUT { break }
      }
    } else {
      while !hasUrgent { pthread_cond_wait(&condition, &mutex) }
    }
    hasUrgent = false
    defer { elements = [] }
    return elements
  }
}
