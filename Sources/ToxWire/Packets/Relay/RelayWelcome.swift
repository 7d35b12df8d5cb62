/// A TCP relay's answer to a `RelayHello`: nonce 24, box 72 between the DHT keys. 96 bytes, not
/// framed.
///
/// - Spec: "TCP Server", "Handshake Response"
public struct RelayWelcome: WireValue {
  public var nonce: Nonce
  /// A `RelayKeyOffer`: the relay's.
  public var sealed: Sealed

  /// 96 bytes.
  public static let size = 96

  public init(nonce: Nonce, sealed: Sealed) {
    self.nonce = nonce
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(plaintextSize: RelayKeyOffer.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(nonce)
    writer.write(sealed)
  }
}
