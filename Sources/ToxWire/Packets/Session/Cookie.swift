/// A ticket that shows its bearer holds the keys it claims, without its maker keeping any state:
/// nonce 24, box 88 under a key that only the maker has.
///
/// - Spec: "Cookie Response", "Cookie format"
public struct Cookie: WireValue {
  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  /// 112 bytes on the wire.
  public static let size = 112

  public init(nonce: Nonce, sealed: Sealed) {
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: Payload.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension Cookie {
  /// What a cookie holds: time 8, long-term key 32, DHT key 32. Only its maker reads it.
  ///
  /// - Spec: "Cookie format"
  /// - Differs: the reference writes the time in its machine's byte order; here it is big-endian.
  public struct Payload: WireValue {
    /// When it was made, in a unit of the maker's.
    public var time: UInt64
    /// The long-term key that the requester claims.
    public var longTermKey: LongTermPublicKey
    /// The DHT key that the request was sealed with.
    public var dhtKey: DHTPublicKey

    /// 72 bytes.
    public static let size = 72

    public init(time: UInt64, longTermKey: LongTermPublicKey, dhtKey: DHTPublicKey) {
      self.time = time
      self.longTermKey = longTermKey
      self.dhtKey = dhtKey
    }

    public init(from reader: inout Reader) throws(WireError) {
      time = try reader.uint64()
      longTermKey = try LongTermPublicKey(from: &reader)
      dhtKey = try DHTPublicKey(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(time)
      writer.write(longTermKey)
      writer.write(dhtKey)
    }
  }
}
