import ToxWire

/// A file whose every byte follows from its id: both sides of a transfer know what it should be.
struct FileContent: Hashable {
  let fileID: Bytes32
  let size: UInt64

  /// No two bytes near each other that could be swapped unseen.
  private func byte(at position: UInt64) -> UInt8 {
    let word = (position &+ fileID.word3) &* 0x9e37_79b9_7f4a_7c15
    return UInt8(truncatingIfNeeded: word >> 40)
  }

  /// The bytes from a position on, at most so many.
  func bytes(at position: UInt64, count: Int) -> [UInt8] {
    let end = min(position + UInt64(count), size)
    return (position..<max(position, end)).map { byte(at: $0) }
  }

  /// Whether these are the file's bytes at that position.
  static func matches(_ bytes: [UInt8], of fileID: Bytes32, at position: UInt64) -> Bool {
    let content = FileContent(fileID: fileID, size: .max)
    return bytes.indices.allSatisfy { bytes[$0] == content.byte(at: position + UInt64($0)) }
  }
}
