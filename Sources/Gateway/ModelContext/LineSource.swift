import Glibc

/// The lines that are read from a descriptor, each limited in size.
package struct LineSource {
  /// What comes next.
  package enum Input: Equatable {
    /// Without its end.
    case line([UInt8])
    /// A line over the limit, which was skipped.
    case tooLong
    case end
  }

  private let descriptor: Int32
  private let lineBytesMax: Int
  private var buffer: [UInt8] = []
  private var isSkipping = false
  private var isAtEnd = false

  package init(descriptor: Int32, lineBytesMax: Int) {
    self.descriptor = descriptor
    self.lineBytesMax = lineBytesMax
  }

  /// Waits for the next line; one that lacks its end counts as a line.
  package mutating func next() -> Input {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        if isSkipping || line.count > lineBytesMax {
          isSkipping = false
          return .tooLong
        }
        return .line(line)
      }
      if buffer.count > lineBytesMax {
        buffer = []
        isSkipping = true
      }
      guard !isAtEnd else { return last() }
      searched = buffer.count
      fill()
    }
  }

  private mutating func last() -> Input {
    defer {
      buffer = []
      isSkipping = false
    }
    if isSkipping { return .tooLong }
    return buffer.isEmpty ? .end : .line(buffer)
  }

  private mutating func fill() {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var count = read(descriptor, &chunk, chunk.count)
    while count < 0, errno == EINTR { count = read(descriptor, &chunk, chunk.count) }
    if count > 0 { buffer += chunk[..<count] } else { isAtEnd = true }
  }
}
