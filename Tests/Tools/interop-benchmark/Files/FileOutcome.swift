import Foundation
import Glibc
import InteropSupport

/// What it took to carry some files from one process to another.
struct FileOutcome {
  let bytes: Int
  /// From the moment at which the receiver accepts until it calls the last of them whole.
  let seconds: Double
  let sender: FileCost
  let receiver: FileCost

  var megabytesPerSecond: Double { Double(bytes) / seconds / 1e6 }
  /// Of both.
  var cpuPerGigabyte: Double {
    (sender.cpuSeconds + receiver.cpuSeconds) / (Double(bytes) / 1e9)
  }
}

/// What one side of a transfer used.
struct FileCost {
  let cpuSeconds: Double
  /// The most resident memory at any time of it.
  let peakKiB: Int
}

/// Looks at a process from now on.
struct FileCostWatch {
  private let process: NamespaceProcess
  private let before: ProcessUsage

  init(_ process: NamespaceProcess) throws {
    self.process = process
    guard let number = process.processIdentifier, let before = process.usage else {
      throw HarnessError("a process has ended")
    }
    self.before = before
    // The kernel begins anew with the peak of the resident memory.
    try Data("5".utf8).write(to: URL(filePath: "/proc/\(number)/clear_refs"))
  }

  func end() throws -> FileCost {
    guard let number = process.processIdentifier, let now = process.usage,
      let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let peak = line.split(separator: " ").dropLast().last.flatMap({ Int($0) })
    else { throw HarnessError("a process has ended") }
    return FileCost(cpuSeconds: now.cpuSeconds - before.cpuSeconds, peakKiB: peak)
  }
}

/// Files with content that no one can guess, in a network's folder.
struct FileSources {
  let paths: [String]
  let size: Int

  init(_ count: Int, of size: Int, in network: any LoopbackNetwork) async throws {
    self.size = size
    let directory = network.namespace.directory
    paths = (0..<count).map { directory.appending(component: "source-\(size)-\($0)").path() }
    for path in paths {
      try await network.namespace.run(
        ["sh", "-c", "head -c \(size) /dev/urandom >\(path) && sync \(path)"])
    }
  }

  var bytes: Int { paths.count * size }

  /// Throws unless the copies are those of the sources, in any order.
  func compare(with copies: [String]) throws {
    var missing = paths
    for copy in copies {
      guard let found = missing.firstIndex(where: { Self.areEqual($0, copy) }) else {
        throw HarnessError("\(copy) is no copy of what was sent")
      }
      missing.remove(at: found)
    }
    guard missing.isEmpty else { throw HarnessError("\(missing.count) files did not come") }
  }

  private static func areEqual(_ one: String, _ other: String) -> Bool {
    FileManager.default.contentsEqual(atPath: one, andPath: other)
  }

  func remove() { for path in paths { unlink(path) } }
}
