/// Everything that an open session says: kind 1, low 16 bits of the nonce 2, box. 28 to 1400 bytes.
///
/// - Spec: "Encrypted packets", "Data packet"
public struct SessionData: Packet {
  public static let kind: UInt8 = 0x1b

  /// Kind and nonce: 3 bytes before the box.
  public static let headerSize = 3
  /// What the reference accepts: more than 27 bytes.
  public static let sizes = 28...1400

  public var nonceLow16: UInt16
  /// A `Plaintext`.
  public var sealed: Sealed

  public init(nonceLow16: UInt16, sealed: Sealed) {
    self.nonceLow16 = nonceLow16
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard Self.sizes.contains(reader.remaining) else { throw .size }
    try reader.expect(kind: Self.kind)
    nonceLow16 = try reader.uint16()
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonceLow16)
    writer.write(sealed)
  }
}

extension SessionData {
  /// The nonce's part in a datagram of one of `sizes`.
  public static func nonceLow16(of datagram: Span<UInt8>) -> UInt16 {
    UInt16(datagram[1]) << 8 | UInt16(datagram[2])
  }

  /// Buffer start 4, packet number 4, zero padding 0 to 7, payload 1 to 1373.
  ///
  /// The payload's first byte is its id, which is never zero: what leads with zeros is padding.
  ///
  /// - Spec: "Data packet"
  public struct Plaintext: WireValue {
    /// The lowest packet number that the sender has not taken yet: acknowledges all below it.
    public var bufferStart: UInt32
    /// Lossless: the payload's own number. Others: the number that the next lossless one will have.
    public var number: UInt32
    /// Id 1, body. Empty where the packet was nothing but padding.
    public var payload: [UInt8]

    /// Buffer start and packet number: 8 bytes.
    public static let headerSize = 8
    /// The id and 1372 bytes.
    public static let payloadSizeMax = 1373
    /// Of the whole plaintext.
    public static let sizeMax = headerSize + payloadSizeMax

    public init(bufferStart: UInt32, number: UInt32, payload: [UInt8]) {
      self.bufferStart = bufferStart
      self.number = number
      self.payload = payload
    }

    /// How many zeros go before a payload: the size of a packet tells its length only to within 8.
    public static func paddingSize(forPayload size: Int) -> Int { (payloadSizeMax - size) % 8 }

    public init(from reader: inout Reader) throws(WireError) {
      bufferStart = try reader.uint32()
      number = try reader.uint32()
      guard (1...Self.payloadSizeMax).contains(reader.remaining) else { throw .size }
      while reader.remaining > 0, try reader.peek() == 0 { try reader.skip(1) }
      payload = reader.rest()
    }

    public func write(to writer: inout Writer) {
      writer.write(bufferStart)
      writer.write(number)
      writer.write(zeros: Self.paddingSize(forPayload: payload.count))
      writer.write(payload)
    }
  }
}
