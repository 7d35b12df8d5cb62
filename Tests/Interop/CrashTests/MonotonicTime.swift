import Glibc

/// Microseconds of the machine's monotonic clock, which every process on it reads alike.
struct MonotonicTime: Hashable, Comparable, Sendable {
  var microseconds: Int

  static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(microseconds: Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1_000)
  }

  static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  func milliseconds(since earlier: MonotonicTime) -> Int {
    (microseconds - earlier.microseconds) / 1_000
  }
}
