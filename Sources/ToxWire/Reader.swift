/// A position in borrowed bytes. Every read checks its bounds and throws; nothing traps.
public struct Reader: ~Escapable {
  @usableFromInline let span: Span<UInt8>
  /// How many bytes were read.
  public private(set) var offset: Int

  @_lifetime(copy span)
  public init(_ span: Span<UInt8>) {
    self.span = span
    self.offset = 0
  }

  /// How many bytes are left.
  public var remaining: Int { span.count - offset }

  public mutating func uint8() throws(WireError) -> UInt8 {
    guard remaining >= 1 else { throw .truncated }
    defer { offset += 1 }
    return span[offset]
  }

  /// The next byte, left in place.
  public func peek() throws(WireError) -> UInt8 {
    guard remaining >= 1 else { throw .truncated }
    return span[offset]
  }

  /// Big-endian.
  public mutating func uint16() throws(WireError) -> UInt16 {
    guard remaining >= 2 else { throw .truncated }
    defer { offset += 2 }
    return UInt16(span[offset]) << 8 | UInt16(span[offset + 1])
  }

  /// Big-endian.
  public mutating func uint32() throws(WireError) -> UInt32 {
    guard remaining >= 4 else { throw .truncated }
    defer { offset += 4 }
    var value: UInt32 = 0
    for index in 0..<4 { value = value << 8 | UInt32(span[offset + index]) }
    return value
  }

  /// Big-endian.
  public mutating func uint64() throws(WireError) -> UInt64 {
    guard remaining >= 8 else { throw .truncated }
    defer { offset += 8 }
    return span.bigEndianWord(at: offset)
  }

  /// Little-endian, as save data has it.
  public mutating func uint16LittleEndian() throws(WireError) -> UInt16 {
    try uint16().byteSwapped
  }

  /// Little-endian, as save data has it.
  public mutating func uint32LittleEndian() throws(WireError) -> UInt32 {
    try uint32().byteSwapped
  }

  public mutating func bytes32() throws(WireError) -> Bytes32 {
    Bytes32(words: (try uint64(), try uint64(), try uint64(), try uint64()))
  }

  /// The next `count` bytes, copied.
  public mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
    guard count >= 0, remaining >= count else { throw .truncated }
    defer { offset += count }
    let part = span.extracting(offset..<(offset + count))
    return [UInt8](copying: part)
  }

  /// All bytes that are left, copied.
  public mutating func rest() -> [UInt8] {
    defer { offset = span.count }
    return [UInt8](copying: span.extracting(offset..<span.count))
  }

  /// All bytes that are left, whose count must lie in `sizes`.
  ///
  /// - Throws: `.truncated` below, `.size` above.
  public mutating func rest(sized sizes: ClosedRange<Int>) throws(WireError) -> [UInt8] {
    guard remaining >= sizes.lowerBound else { throw .truncated }
    guard remaining <= sizes.upperBound else { throw .size }
    return rest()
  }

  public mutating func skip(_ count: Int) throws(WireError) {
    guard count >= 0, remaining >= count else { throw .truncated }
    offset += count
  }

  /// Reads one byte and throws `.kind` unless it is `expected`.
  public mutating func expect(kind expected: UInt8) throws(WireError) {
    guard try uint8() == expected else { throw .kind }
  }

  /// Throws `.trailing` unless everything was read.
  public func finish() throws(WireError) {
    guard remaining == 0 else { throw .trailing }
  }
}

extension Array where Element == UInt8 {
  /// The span's bytes in an array of their own.
  public init(copying span: Span<UInt8>) {
    self = span.withUnsafeBufferPointer { Array($0) }
  }
  /// Appends the span's bytes.
  public mutating func append(copying span: Span<UInt8>) {
    span.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
