/// What either side puts into its half of the handshake between client and relay: a public key made
/// for this connection 32, base nonce 24.
///
/// Each side encrypts its frames from its own base nonce on.
///
/// - Spec: "TCP Server", "Handshake Request Payload", "Handshake Response Payload"
public struct RelayKeyOffer: WireValue {
  public var sessionKey: SessionPublicKey
  public var baseNonce: Nonce

  /// 56 bytes.
  public static let size = 56

  public init(sessionKey: SessionPublicKey, baseNonce: Nonce) {
    self.sessionKey = sessionKey
    self.baseNonce = baseNonce
  }

  public init(from reader: inout Reader) throws(WireError) {
    sessionKey = try SessionPublicKey(from: &reader)
    baseNonce = try Nonce(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(sessionKey)
    writer.write(baseNonce)
  }
}
