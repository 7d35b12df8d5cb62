import ToxCore
import ToxCrypto
import ToxSimulation
import ToxWire

/// A peer on the network with keys of its own, whose packets the input chooses.
struct FuzzPeer: Sendable {
  let longTerm: KeyPair<LongTermPublicKey>
  let dht: KeyPair<DHTPublicKey>
  let session: KeyPair<SessionPublicKey>
  let endpoint: Endpoint
  /// Between its DHT key and that of the node under test.
  let dhtBox: BoxKey
  /// Between its long-term key and that of the node under test.
  let longTermBox: BoxKey

  private init(_ number: UInt32) {
    var generator = SeededGenerator(seed: 0xfee1 + UInt64(number))
    longTerm = KeyPair(from: &generator)
    dht = KeyPair(from: &generator)
    session = KeyPair(from: &generator)
    endpoint = Endpoint(.v4(0x0505_0500 + number), port: 33_445)
    guard let dhtBox = BoxKey(FuzzBench.dhtKey, dht.secretKey),
      let longTermBox = BoxKey(FuzzBench.identity.keyPair.publicKey, longTerm.secretKey)
    else { preconditionFailure("valid keys") }
    self.dhtBox = dhtBox
    self.longTermBox = longTermBox
  }

  static let all = (1...6).map { FuzzPeer($0) }

  var node: PackedNode { PackedNode(udp: endpoint, dht.publicKey) }

  /// A DHT packet to the node under test around any plaintext.
  func seal<Sent: DHTPacket>(_ plaintext: [UInt8], as _: Sent.Type, nonce: Nonce) -> [UInt8] {
    Sent(
      sender: dht.publicKey, nonce: nonce, payload: dhtBox.seal(plaintext, nonce: nonce)
    ).encoded()
  }

  /// The payload of a DHT packet of the node under test to this peer.
  func open<Received: DHTPacket>(_ bytes: [UInt8], as _: Received.Type) -> Received.Payload? {
    guard let packet = try? Received(decoding: bytes) else { return nil }
    return dhtBox.open(packet.payload, nonce: packet.nonce)
  }
}
