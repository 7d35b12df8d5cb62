import Glibc
public import ToxCore

/// The system's clocks: the only code of the package's protocol half that reads one.
public enum SystemClock {
  /// The monotonic clock, which stops while the machine sleeps, and the seconds since 1970.
  public static func now() -> Now {
    let monotonic = read(CLOCK_MONOTONIC)
    let unix = read(CLOCK_REALTIME)
    return Now(
      monotonic: Instant(
        nanoseconds: Int64(monotonic.tv_sec) * 1_000_000_000 + Int64(monotonic.tv_nsec)),
      unixSeconds: UInt64(max(0, unix.tv_sec)))
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
