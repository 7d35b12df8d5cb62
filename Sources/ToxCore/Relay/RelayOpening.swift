import ToxCrypto
import ToxWire

/// The client's part in the handshake of one connection, from the hello to the welcome.
///
/// - Spec: "TCP client", "Handshake Request"
struct RelayOpening {
  let hello: RelayHello
  private let box: BoxKey
  private let session: KeyPair<SessionPublicKey>
  private let baseNonce: Nonce
  /// What came of the welcome: fewer than 96 bytes.
  private var welcome: [UInt8] = []

  /// - Returns: nil where the relay's key is no valid point.
  init?(to relay: DHTPublicKey, _ context: inout NodeContext) {
    guard let box = context.sharedKey(with: relay) else { return nil }
    self.box = box
    session = context.entropy.keyPair()
    baseNonce = context.entropy.nonce()
    let offer = RelayKeyOffer(sessionKey: session.publicKey, baseNonce: baseNonce)
    let nonce = context.entropy.nonce()
    hello = RelayHello(
      client: context.dht.publicKey, nonce: nonce, sealed: box.seal(offer, nonce: nonce))
  }

  enum Outcome {
    case incomplete
    case confirmed(RelayStream)
    /// Not from the relay whose key we know.
    case forged
  }

  /// Takes bytes up to the end of the welcome.
  ///
  /// - Parameter position: how much of `bytes` was taken.
  mutating func receive(_ position: inout Int, of bytes: Span<UInt8>) -> Outcome {
    let count = min(RelayWelcome.size - welcome.count, bytes.count - position)
    welcome.append(copying: bytes.extracting(position..<(position + count)))
    position += count
    guard welcome.count == RelayWelcome.size else { return .incomplete }
    guard let packet = try? RelayWelcome(decoding: welcome),
      let offer: RelayKeyOffer = box.open(packet.sealed, nonce: packet.nonce),
      let key = BoxKey(offer.sessionKey, session.secretKey)
    else { return .forged }
    return .confirmed(
      RelayStream(key: key, sendNonce: baseNonce, receiveNonce: offer.baseNonce))
  }
}
