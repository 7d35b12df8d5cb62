import Foundation
import Glibc

/// What the system says of this process.
struct ProcessFigures {
  var residentBytes: Int64
  var cpuSeconds: Double
  var openDescriptors: Int

  /// The present ones; 0 for what the system does not tell.
  static var now: ProcessFigures {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
    // The size in pages: all of the memory, then what is resident.
    let sizes = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = sizes.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return ProcessFigures(
      residentBytes: pages * Int64(sysconf(Int32(_SC_PAGESIZE))),
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      openDescriptors: descriptors.count)
  }
}
