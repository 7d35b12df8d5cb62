/// Agrees on session keys: kind 1, cookie 112, nonce 24, box 248 between the long-term keys.
/// 385 bytes.
///
/// - Spec: "Crypto Handshake"
public struct Handshake: Packet {
  public static let kind: UInt8 = 0x1a
  /// In bytes.
  public static let size = 385

  /// The outer cookie: the one that the *receiver* of this packet made.
  public var cookie: Cookie
  public var nonce: Nonce
  /// A `Payload`.
  public var sealed: Sealed

  public init(cookie: Cookie, nonce: Nonce, sealed: Sealed) {
    self.cookie = cookie
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    cookie = try Cookie(from: &reader)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: Payload.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(cookie)
    writer.write(nonce)
    writer.write(sealed)
  }
}

extension Handshake {
  /// Base nonce 24, session key 32, SHA-512 of the outer cookie 64, inner cookie 112.
  ///
  /// - Spec: "Crypto Handshake"
  /// - Differs: the base nonce is the one that the *sender* of this packet encrypts with; the
  ///   specification's sentence reads the other way round.
  public struct Payload: WireValue {
    public var baseNonce: Nonce
    public var sessionKey: SessionPublicKey
    /// 64 bytes: ties this box to the cookie outside of it.
    public var cookieHash: [UInt8]
    /// The inner cookie, for the receiver to answer with.
    public var cookie: Cookie

    /// 232 bytes.
    public static let size = 232

    /// - Precondition: `cookieHash` has 64 elements.
    public init(
      baseNonce: Nonce, sessionKey: SessionPublicKey, cookieHash: [UInt8], cookie: Cookie
    ) {
      precondition(cookieHash.count == 64, "SHA-512 has 64 bytes")
      self.baseNonce = baseNonce
      self.sessionKey = sessionKey
      self.cookieHash = cookieHash
      self.cookie = cookie
    }

    public init(from reader: inout Reader) throws(WireError) {
      baseNonce = try Nonce(from: &reader)
      sessionKey = try SessionPublicKey(from: &reader)
      cookieHash = try reader.bytes(64)
      cookie = try Cookie(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(baseNonce)
      writer.write(sessionKey)
      writer.write(cookieHash)
      writer.write(cookie)
    }
  }
}
