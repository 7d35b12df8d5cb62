/// Twenty-four bytes that must not repeat under one key; also a counter, big-endian as a whole.
///
/// - Spec: "Nonce"
public struct Nonce: WireValue {
  @usableFromInline var high: UInt64
  @usableFromInline var middle: UInt64
  @usableFromInline var low: UInt64

  /// 24 bytes on the wire.
  @inlinable public static var size: Int { 24 }

  /// From three big-endian words.
  @inlinable
  public init(high: UInt64, middle: UInt64, low: UInt64) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// - Precondition: `bytes` has 24 elements.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count == 24, "a nonce has 24 bytes")
    let span = bytes.span
    self.init(
      high: span.bigEndianWord(at: 0), middle: span.bigEndianWord(at: 8),
      low: span.bigEndianWord(at: 16))
  }

  public init(from reader: inout Reader) throws(WireError) {
    self.init(
      high: try reader.uint64(), middle: try reader.uint64(), low: try reader.uint64())
  }

  public func write(to writer: inout Writer) {
    writer.write(high)
    writer.write(middle)
    writer.write(low)
  }

  /// The nonce `count` packets later; wraps at 2^192.
  @inlinable
  public func advanced(by count: UInt64) -> Nonce {
    let (newLow, carry) = low.addingReportingOverflow(count)
    guard carry else { return Nonce(high: high, middle: middle, low: newLow) }
    let (newMiddle, carryOver) = middle.addingReportingOverflow(1)
    return Nonce(high: carryOver ? high &+ 1 : high, middle: newMiddle, low: newLow)
  }

  /// Whether the first 16 bytes are the same: true for nonces that are counted from one base,
  /// except once in 2^64.
  @inlinable
  public func isInRun(of other: Nonce) -> Bool { high == other.high && middle == other.middle }

  /// The lowest 16 bits: the only part that a data packet carries.
  @inlinable public var low16: UInt16 { UInt16(truncatingIfNeeded: low) }

  /// Calls `body` with the 24 bytes in order.
  @inlinable
  public func withBytes<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
    var words = (high.bigEndian, middle.bigEndian, low.bigEndian)
    return withUnsafeBytes(of: &words) { raw in
      raw.withMemoryRebound(to: UInt8.self) { body($0.baseAddress!) }
    }
  }
}
