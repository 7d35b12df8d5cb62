/// Hands out a cookie: kind 1, nonce 24, box 136 between the DHT keys. 161 bytes.
///
/// - Spec: "Cookie Response"
public struct CookieResponse: Packet {
  public static let kind: UInt8 = 0x19

  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  public init(nonce: Nonce, sealed: Sealed) {
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: Payload.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension CookieResponse {
  /// Cookie 112, echo 8.
  ///
  /// - Spec: "Cookie Response"
  public struct Payload: WireValue {
    public var cookie: Cookie
    /// The echo of the request.
    public var echo: UInt64

    /// 120 bytes.
    public static let size = 120

    public init(cookie: Cookie, echo: UInt64) {
      self.cookie = cookie
      self.echo = echo
    }

    public init(from reader: inout Reader) throws(WireError) {
      cookie = try Cookie(from: &reader)
      echo = try reader.uint64()
    }

    public func write(to writer: inout Writer) {
      writer.write(cookie)
      writer.write(echo)
    }
  }
}
