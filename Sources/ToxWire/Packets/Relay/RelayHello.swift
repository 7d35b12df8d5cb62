/// The first bytes that a client sends to a TCP relay: its DHT key 32, nonce 24, box 72 between the
/// DHT keys. 128 bytes, not framed.
///
/// - Spec: "TCP Server", "Handshake Request"
public struct RelayHello: WireValue {
  public var client: DHTPublicKey
  public var nonce: Nonce
  /// A `RelayKeyOffer`: the client's.
  public var sealed: Sealed

  /// 128 bytes.
  public static let size = 128

  public init(client: DHTPublicKey, nonce: Nonce, sealed: Sealed) {
    self.client = client
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    client = try DHTPublicKey(from: &reader)
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: RelayKeyOffer.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(client)
    writer.write(nonce)
    writer.write(sealed)
  }
}
