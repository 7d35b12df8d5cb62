public import GatewayCore
import Glibc

extension UnixMilliseconds {
  /// The wall clock.
  public static var now: UnixMilliseconds { UnixMilliseconds(millisecondsOf(CLOCK_REALTIME)) }
}

extension Uptime {
  /// The time since the machine was started. It goes on while the machine sleeps, so that waking up
  /// is no step of the wall clock.
  static var now: Uptime { Uptime(millisecondsOf(CLOCK_BOOTTIME)) }
}

private func millisecondsOf(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
