import Foundation

/// Where it was measured: figures of different machines are not compared.
struct Machine: Codable, Hashable {
  let processor: String
  let cores: Int
  let kernel: String
  /// Bytes that a UDP socket may hold; what bounds how many messages may be on their way at once.
  let socketBufferMax: Int?

  static func current() -> Machine {
    let processor = lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
    let name = processor?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    return Machine(
      processor: name ?? "unknown processor",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      kernel: lines(of: "/proc/sys/kernel/osrelease").first ?? "unknown",
      socketBufferMax: lines(of: "/proc/sys/net/core/rmem_max").first.flatMap { Int($0) })
  }

  var words: String {
    let buffer = socketBufferMax.map { ", net.core.rmem_max \($0)" } ?? ""
    return "\(processor), \(cores) cores, Linux \(kernel)\(buffer)"
  }

  private static func lines(of path: String) -> [String] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }
}
