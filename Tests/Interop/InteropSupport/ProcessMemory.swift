import Foundation

/// The memory of a process, as root reads it.
public struct ProcessMemory {
  private let process: Int32

  /// - Throws: where it can't be read.
  public init(of process: Int32) throws {
    self.process = process
    guard access("/proc/\(process)/mem", R_OK) == 0 else {
      throw HarnessError("the memory of \(process) can't be read")
    }
  }

  /// How often each text stands in it, by the part of the memory.
  public func traces(of texts: [String]) throws -> [String: [String: Int]] {
    let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { throw HarnessError("the memory can't be opened") }
    defer { close(memory) }
    var found: [String: [String: Int]] = [:]
    for (range, name) in try writableParts() {
      var start = range.lowerBound
      while start < range.upperBound {
        // What begins in one piece may end in the next.
        let count = min(Self.pieceSize + Self.textMax, Int(range.upperBound - start))
        var bytes = Data(count: count)
        let read = bytes.withUnsafeMutableBytes {
          pread(memory, $0.baseAddress, count, off_t(start))
        }
        guard read > 0 else { break }
        for text in texts {
          let times = Self.count(Data(text.utf8), in: bytes.prefix(read), before: Self.pieceSize)
          if times > 0 { found[text, default: [:]][name, default: 0] += times }
        }
        start += UInt64(Self.pieceSize)
      }
    }
    return found
  }

  private static let pieceSize = 4 << 20
  private static let textMax = 256

  private static func count(_ text: Data, in bytes: Data, before end: Int) -> Int {
    var (count, rest) = (0, bytes)
    while let range = rest.range(of: text), range.lowerBound < bytes.startIndex + end {
      count += 1
      rest = bytes[range.upperBound...]
    }
    return count
  }

  private func writableParts() throws -> [(Range<UInt64>, String)] {
    let maps = try String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
    return maps.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      guard words[1].hasPrefix("rw"), bounds.count == 2, bounds[0] < bounds[1] else { return nil }
      return (bounds[0]..<bounds[1], words.count > 5 ? String(words[5]) : "anonymous")
    }
  }
}
