/// A value with one form on the wire.
///
/// Four laws hold for each: encoding and decoding give the value back; arbitrary bytes never trap;
/// every truncation of a fixed form is refused; a vector written down elsewhere decodes and
/// encodes.
public protocol WireValue: Hashable, Sendable {
  /// Reads the value and leaves what follows it. The value is valid when this returns.
  init(from reader: inout Reader) throws(WireError)
  func write(to writer: inout Writer)
}

extension WireValue {
  /// Decodes bytes that must be the value and nothing else.
  public init(decoding bytes: Span<UInt8>) throws(WireError) {
    var reader = Reader(bytes)
    try self.init(from: &reader)
    try reader.finish()
  }

  /// Decodes bytes that must be the value and nothing else.
  public init(decoding bytes: [UInt8]) throws(WireError) {
    try self.init(decoding: bytes.span)
  }

  /// The bytes on the wire.
  public func encoded() -> [UInt8] {
    var writer = Writer()
    write(to: &writer)
    return writer.finish()
  }
}

/// A datagram: its first byte says what it is.
public protocol Packet: WireValue {
  /// The first byte on the wire. `init(from:)` expects it, `write(to:)` writes it.
  static var kind: UInt8 { get }
}
