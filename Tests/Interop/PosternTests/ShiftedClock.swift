import Foundation
import InteropSupport

/// A library that a program is started with so that its wall clock is wrong. All of its other
/// clocks stay what they are.
struct ShiftedClock {
  private let path: String

  private static let source = """
    #define _GNU_SOURCE
    #include <stdlib.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    static time_t shift(void) {
      const char *words = getenv("CLOCK_SHIFT");
      return words ? atoll(words) : 0;
    }
    int clock_gettime(clockid_t clock, struct timespec *time) {
      long status = syscall(SYS_clock_gettime, clock, time);
      if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += shift();
      return status;
    }
    int gettimeofday(struct timeval *restrict time, void *restrict zone) {
      long status = syscall(SYS_gettimeofday, time, zone);
      time->tv_sec += shift();
      return status;
    }
    time_t time(time_t *result) {
      struct timespec now;
      clock_gettime(CLOCK_REALTIME, &now);
      if (result) *result = now.tv_sec;
      return now.tv_sec;
    }
    """

  init(in place: Place) throws {
    path = place.path("shift.so")
    try place.write(Self.source, to: "shift.c")
    let compiler = try Process.run(
      URL(filePath: "/usr/bin/env"),
      arguments: ["clang", "-shared", "-fPIC", "-o", path, place.path("shift.c")])
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw HarnessError("clang made no library") }
  }

  /// For a program whose clock is so many days ahead.
  func ahead(days: Int) -> [String: String] {
    ["LD_PRELOAD": path, "CLOCK_SHIFT": "\(days * 86_400)"]
  }
}
