/// Thirty-two bytes as four big-endian words: compares, hashes and XORs without touching memory.
public struct Bytes32: Hashable, Sendable, Comparable {
  public var word0: UInt64
  public var word1: UInt64
  public var word2: UInt64
  public var word3: UInt64

  /// From four big-endian words in order.
  @inlinable
  public init(words: (UInt64, UInt64, UInt64, UInt64)) {
    (word0, word1, word2, word3) = words
  }

  /// All bytes zero.
  @inlinable public static var zero: Bytes32 { Bytes32(words: (0, 0, 0, 0)) }

  /// - Precondition: `bytes` holds 32 bytes.
  public init(_ bytes: Span<UInt8>) {
    precondition(bytes.count == 32, "Bytes32 needs 32 bytes")
    self.init(
      words: (
        bytes.bigEndianWord(at: 0), bytes.bigEndianWord(at: 8), bytes.bigEndianWord(at: 16),
        bytes.bigEndianWord(at: 24)
      ))
  }

  /// The bytes in order.
  public var bytes: [UInt8] {
    [UInt8](capacity: 32) { (span: inout OutputSpan<UInt8>) in
      for index in 0..<32 { span.append(self[index]) }
    }
  }

  /// The byte at `index`, 0 being the first on the wire.
  @inlinable public subscript(index: Int) -> UInt8 {
    let word: UInt64
    switch index >> 3 {
    case 0: word = word0
    case 1: word = word1
    case 2: word = word2
    default: word = word3
    }
    return UInt8(truncatingIfNeeded: word >> UInt64(56 - (index & 7) * 8))
  }

  /// The number order of the bytes read as one big-endian number.
  @inlinable
  public static func < (left: Bytes32, right: Bytes32) -> Bool {
    if left.word0 != right.word0 { return left.word0 < right.word0 }
    if left.word1 != right.word1 { return left.word1 < right.word1 }
    if left.word2 != right.word2 { return left.word2 < right.word2 }
    return left.word3 < right.word3
  }

  /// Bitwise exclusive or: the distance of two keys in the DHT.
  @inlinable
  public static func ^ (left: Bytes32, right: Bytes32) -> Bytes32 {
    Bytes32(
      words: (
        left.word0 ^ right.word0, left.word1 ^ right.word1, left.word2 ^ right.word2,
        left.word3 ^ right.word3
      ))
  }

  /// How many leading bits are zero: 0…256.
  @inlinable public var leadingZeroBitCount: Int {
    if word0 != 0 { return word0.leadingZeroBitCount }
    if word1 != 0 { return 64 + word1.leadingZeroBitCount }
    if word2 != 0 { return 128 + word2.leadingZeroBitCount }
    return 192 + word3.leadingZeroBitCount
  }
}

extension Span where Element == UInt8 {
  /// Eight bytes from `offset`, read as a big-endian number.
  func bigEndianWord(at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word = word << 8 | UInt64(self[offset + index]) }
    return word
  }
}
