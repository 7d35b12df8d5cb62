/// Bytes being put together; numbers are big-endian.
public struct Writer: ~Copyable {
  public private(set) var bytes: [UInt8]

  public init(capacity: Int = 128) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  public mutating func write(_ value: UInt8) { bytes.append(value) }

  public mutating func write(_ value: UInt16) { write(integer: value.bigEndian) }

  public mutating func write(_ value: UInt32) { write(integer: value.bigEndian) }

  public mutating func write(_ value: UInt64) { write(integer: value.bigEndian) }

  private mutating func write(integer value: some FixedWidthInteger) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  public mutating func write(_ value: Bytes32) {
    write(value.word0)
    write(value.word1)
    write(value.word2)
    write(value.word3)
  }

  /// Little-endian, as save data has it.
  public mutating func writeLittleEndian(_ value: UInt16) { write(value.byteSwapped) }

  /// Little-endian, as save data has it.
  public mutating func writeLittleEndian(_ value: UInt32) { write(value.byteSwapped) }

  public mutating func write(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  public mutating func write(zeros count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  public mutating func write(_ value: some WireValue) { value.write(to: &self) }

  public consuming func finish() -> [UInt8] { bytes }
}
