/// Asks for a cookie, the first packet of a session: kind 1, sender's DHT key 32, nonce 24, box 88
/// between the DHT keys. 145 bytes.
///
/// - Spec: "Cookie Request"
public struct CookieRequest: Packet {
  public static let kind: UInt8 = 0x18

  public var sender: DHTPublicKey
  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  public init(sender: DHTPublicKey, nonce: Nonce, sealed: Sealed) {
    self.sender = sender
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    sender = try DHTPublicKey(from: &reader)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: Payload.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(sender)
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension CookieRequest {
  /// Sender's long-term key 32, padding 32, echo 8.
  ///
  /// - Spec: "Cookie Request"
  /// - Differs: the padding, once a DHT key, is sent as zeros and not looked at.
  public struct Payload: WireValue {
    public var sender: LongTermPublicKey
    /// Comes back in the response; chosen at random, so that only the receiver can answer.
    public var echo: UInt64

    /// 72 bytes.
    public static let size = 72

    public init(sender: LongTermPublicKey, echo: UInt64) {
      self.sender = sender
      self.echo = echo
    }

    public init(from reader: inout Reader) throws(WireError) {
      sender = try LongTermPublicKey(from: &reader)
      try reader.skip(32)
      echo = try reader.uint64()
    }

    public func write(to writer: inout Writer) {
      writer.write(sender)
      writer.write(zeros: 32)
      writer.write(echo)
    }
  }
}
