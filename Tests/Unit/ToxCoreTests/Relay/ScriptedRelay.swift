import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// The other side of connections to one relay: it does by itself what each relay does, and besides
/// what a test has it say.
final class ScriptedRelay {
  let keys: KeyPair<DHTPublicKey>
  let endpoint: Endpoint
  /// Takes connections.
  var isUp = true
  /// Answers hellos.
  var welcomes = true
  var answersPings = true
  /// Answers routing requests with a slot.
  var grants = true
  /// So many of them.
  var slotsMax = RelaySlot.count
  /// Reads what comes.
  var reads = true
  /// The plaintexts that came, without those that it answered by itself.
  private(set) var heard: [[UInt8]] = []
  private(set) var slots: [DHTPublicKey: RelaySlot] = [:]
  /// The connection that stands.
  private(set) var link: RelayLink?
  private(set) var client: DHTPublicKey?
  private(set) var isConfirmed = false
  private var stream: RelayStream?
  /// Bytes for the client.
  private var outgoing: [UInt8] = []
  private var entropy: Entropy

  init(at endpoint: Endpoint, seed: UInt64) {
    self.endpoint = endpoint
    entropy = Entropy(SeededGenerator(seed: seed))
    keys = entropy.keyPair()
  }

  var node: PackedNode { PackedNode(TransportEndpoint(.tcp, endpoint), keys.publicKey) }

  func accept(_ link: RelayLink) {
    self.link = link
    stream = nil
    client = nil
    isConfirmed = false
    slots = [:]
    outgoing = []
  }

  func hangUp() { link = nil }

  func takeOutgoing() -> [UInt8] {
    defer { outgoing = [] }
    return outgoing
  }

  /// What waits to be said to the client.
  func say(_ packet: some WireValue) { say(packet.encoded()) }

  func say(_ plaintext: [UInt8]) { outgoing += stream?.frame(plaintext) ?? [] }

  func sayRaw(_ bytes: [UInt8]) { outgoing += bytes }

  /// The peer is there and asked for the client; or no more.
  func setOnline(_ peer: DHTPublicKey, _ isOnline: Bool = true) {
    guard let slot = slots[peer] else { return }
    if isOnline {
      say(ConnectNotification(slot: slot))
    } else {
      say(DisconnectNotification(slot: slot))
    }
  }

  func receive(_ bytes: [UInt8]) throws {
    guard reads else { return }
    guard stream != nil else { return try greet(bytes) }
    for plaintext in try stream?.plaintexts(of: bytes) ?? [] {
      isConfirmed = true
      try answer(plaintext)
    }
  }

  /// The packets of one kind that came.
  func heard<Value: WireValue>(_ type: Value.Type) -> [Value] {
    heard.compactMap { try? Value(decoding: $0) }
  }

  func forgetHeard() { heard = [] }

  private func greet(_ bytes: [UInt8]) throws {
    let hello = try RelayHello(decoding: bytes)
    guard welcomes, let box = BoxKey(hello.client, keys.secretKey),
      let offer: RelayKeyOffer = box.open(hello.sealed, nonce: hello.nonce)
    else { return }
    client = hello.client
    let session = entropy.keyPair(SessionPublicKey.self)
    let (base, nonce) = (entropy.nonce(), entropy.nonce())
    guard let key = BoxKey(offer.sessionKey, session.secretKey) else { return }
    stream = RelayStream(key: key, sendNonce: base, receiveNonce: offer.baseNonce)
    let answer = RelayKeyOffer(sessionKey: session.publicKey, baseNonce: base)
    outgoing += RelayWelcome(nonce: nonce, sealed: box.seal(answer, nonce: nonce)).encoded()
  }

  private func answer(_ plaintext: [UInt8]) throws {
    switch try RelayPacket.FromClient(decoding: plaintext.span) {
    case .ping(let ping) where answersPings: say(RelayPong(id: ping.id))
    case .routingRequest(let request) where grants:
      heard.append(plaintext)
      let slot = slots[request.peer] ?? freeSlot()
      slots[request.peer] = slot
      say(RoutingResponse(slot: slot, peer: request.peer))
    case .disconnectNotification(let packet):
      heard.append(plaintext)
      slots = slots.filter { $0.value != packet.slot }
    default: heard.append(plaintext)
    }
  }

  private func freeSlot() -> RelaySlot? {
    (0..<slotsMax).lazy.map(RelaySlot.init(index:)).first { slot in
      !self.slots.contains { $0.value == slot }
    }
  }
}
