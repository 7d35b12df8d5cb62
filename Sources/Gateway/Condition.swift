import Glibc

/// A mutex with a condition variable: the standard library's mutex cannot wait until a time.
final class Condition: @unchecked Sendable {
  private var mutex = pthread_mutex_t()
  private var condition = pthread_cond_t()

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

  func withLock<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return body()
  }

  /// Wakes all waiting threads.
  func signal() { pthread_cond_broadcast(&condition) }

  /// Waits, inside `withLock`, until `isMet`, or until the time is over.
  ///
  /// - Parameter milliseconds: how long to wait at most; nil for no limit.
  func wait(atMost milliseconds: Int64?, until isMet: () -> Bool) {
    guard let milliseconds else {
      while !isMet() { pthread_cond_wait(&condition, &mutex) }
      return
    }
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    deadline.tv_sec += Int(milliseconds / 1_000)
    deadline.tv_nsec += Int(milliseconds % 1_000) * 1_000_000
    if deadline.tv_nsec >= 1_000_000_000 {
      deadline.tv_sec += 1
      deadline.tv_nsec -= 1_000_000_000
    }
    while !isMet() {
      if pthread_cond_timedwait(&condition, &mutex, &deadline) == ETIMEDOUT { return }
    }
  }
}
