import Foundation
public import Glibc

enum ProcessTree {
  static func onlyChild(of parent: pid_t) -> pid_t? {
    let path = "/proc/\(parent)/task/\(parent)/children"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.split(separator: " ").first.flatMap { pid_t($0) }
  }
}

/// What a process has used, read from /proc.
public struct ProcessUsage: Sendable {
  public let cpuSeconds: Double
  public let residentKiB: Int

  public init?(_ process: pid_t) {
    guard
      let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let memory = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
      let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
      let afterName = stat.lastIndex(of: ")")
    else { return nil }
    // Fields 14 and 15 are user and system ticks; the name in parentheses may hold spaces.
    let fields = stat[afterName...].split(separator: " ").dropFirst()
    let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }
    guard ticks.count == 2 else { return nil }
    cpuSeconds = (ticks[0] + ticks[1]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    residentKiB = pages * sysconf(Int32(_SC_PAGESIZE)) / 1024
  }
}
