import Foundation
public import Glibc

enum ProcessTree {
  static func onlyChild(of parent: pid_t) -> pid_t? {
    let path = "/proc/\(parent)/task/\(parent)/children"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(separator: " ").first.flatMap { pid_t($0) }
  }
}

/// What a process has used.
public struct ProcessUsage: Sendable {
  public let cpuSeconds: Double
  public let residentKiB: Int
  /// Of that heap, stacks and data: without pages of files, of which a program gives back some and
  /// reads them again when it needs them.
  public let anonymousKiB: Int

  public init?(_ process: pid_t) {
    // The process's own clock counts nanoseconds, /proc only hundredths of a second.
    var clock = clockid_t()
    var used = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &used) == 0,
      let memory = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
      case let pages = memory.split(separator: " ").compactMap({ Int($0) }), pages.count > 2
    else { return nil }
    cpuSeconds = Double(used.tv_sec) + Double(used.tv_nsec) / 1e9
    let size = sysconf(Int32(_SC_PAGESIZE))
    residentKiB = pages[1] * size / 1024
    anonymousKiB = (pages[1] - pages[2]) * size / 1024
  }
}
