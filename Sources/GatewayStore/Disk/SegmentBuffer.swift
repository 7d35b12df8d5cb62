import CSodium
import GatewayCore

/// Collects what comes of a file into segments, and seals each one that is full: nothing else of it
/// reaches the disk. It holds one segment at most.
struct SegmentBuffer {
  let sealer: any SegmentSealer
  /// The number of the segment that is being filled.
  private var number: UInt64
  private var plaintext: [UInt8] = []
  /// A sealed one, of which the first bytes may have been written.
  private(set) var sealed: ArraySlice<UInt8> = []
  /// Whether the last one was sealed.
  private var isEnded = false

  /// - Parameter position: where the first segment begins in the file.
  init(_ sealer: any SegmentSealer, at position: UInt64) {
    self.sealer = sealer
    number = FileSegments.full(in: position)
    plaintext.reserveCapacity(FileSegments.size)
  }

  /// Bytes that wait until their segment is full.
  var count: Int { plaintext.count }

  /// The first bytes that wait.
  func head(count: Int) -> [UInt8] { Array(plaintext.prefix(count)) }

  /// Takes as many bytes as the segment has room for, and seals it where it is full then.
  ///
  /// - Precondition: all that was sealed is written.
  /// - Returns: how many it took.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> Int {
    let count = min(bytes.count, FileSegments.size - plaintext.count)
    plaintext += bytes.prefix(count)
    if plaintext.count == FileSegments.size {
      sealed = sealer.seal(plaintext, number: number, isLast: false)[...]
      number += 1
      clear()
    }
    return count
  }

  /// So many bytes of `sealed` are written.
  mutating func wrote(_ count: Int) { sealed = sealed.dropFirst(count) }

  /// Seals the last segment, once.
  mutating func end() {
    guard !isEnded else { return }
    isEnded = true
    var padded = FileSegments.padded(plaintext, isOnly: number == 0)
    sealed = sealer.seal(padded, number: number, isLast: true)[...]
    padded.wipe()
    clear()
  }

  /// Overwrites what waits.
  mutating func clear() {
    plaintext.wipe()
    plaintext.removeAll(keepingCapacity: true)
  }
}

extension [UInt8] {
  /// Overwrites the bytes of a file, so that no freed memory holds them.
  mutating func wipe() {
    withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { sodium_memzero(start, buffer.count) }
    }
  }
}
