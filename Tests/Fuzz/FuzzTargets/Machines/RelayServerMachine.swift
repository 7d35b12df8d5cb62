import ToxCore
import ToxCrypto
import ToxSimulation
import ToxWire

/// Our TCP relay and a few clients, each as the bytes choose.
///
/// It never says anything about a connection that has ended, and every frame that it sends opens
/// with what its receiver has.
@Sendable func playRelayServer(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var visitors = RelayVisitors()
  bench.act { node, now in node.serveRelay(now: now) }
  while !choices.isEmpty {
    switch choices.below(12) {
    case 0: bench.wait(&choices)
    case 1: visitors.connect(&bench, &choices)
    case 2: visitors.greet(&bench, &choices)
    case 3: visitors.join(&bench, &choices)
    case 4, 5, 6: visitors.sendFrames(&bench, &choices)
    case 7: visitors.write(choices.bytes(upTo: 300), on: &bench, &choices)
    case 8: visitors.hangUp(&bench, &choices)
    case 9: visitors.block(&bench, &choices)
    case 10: visitors.ask(for: choices.byte(), &bench, &choices)
    default: answerOnion(&bench, &choices)
    }
    visitors.take(bench.takeServed())
  }
}

/// What came back for an onion request of a client, from wherever.
private func answerOnion(_ bench: inout FuzzBench, _ choices: inout Choices) {
  let sent = bench.sent.last { $0.bytes.first == OnionRequest1.kind }
  guard let sent, let request = try? OnionRequest1(decoding: sent.bytes) else { return }
  let payload = [choices.pick([0x84, 0x86, 0x88, choices.byte()])] + choices.bytes(upTo: 200)
  let answer = [OnionResponse1.kind] + request.returnPath.bytes + payload
  bench.receive(choices.flag() ? choices.spoilt(answer) : answer, from: sent.endpoint)
}

private struct RelayVisitors {
  private var visitors: [RelayVisitor] = []
  private var ended: Set<RelayClientID> = []
  private var idNext: UInt64 = 1

  private static let countMax = 24

  mutating func connect(_ bench: inout FuzzBench, _ choices: inout Choices) {
    if visitors.count == Self.countMax { visitors.removeFirst() }
    let id = RelayClientID(idNext)
    idNext += 1
    visitors.append(RelayVisitor(id, choices.pick(FuzzPeer.all)))
    let source = choices.endpoint()
    bench.act { node, now in node.clientConnected(id, from: source, now: now) }
  }

  mutating func greet(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    let hello = visitors[index].hello(bench.nonce())
    visitors[index].write(choices.below(8) == 0 ? choices.spoilt(hello) : hello, &bench)
  }

  /// The shortest way to a client.
  mutating func join(_ bench: inout FuzzBench, _ choices: inout Choices) {
    connect(&bench, &choices)
    let index = visitors.count - 1
    visitors[index].write(visitors[index].hello(bench.nonce()), &bench)
    take(bench.takeServed())
    visitors[index].write(visitors[index].frame([0x04, 0, 0, 0, 0, 0, 0, 0, 1]), &bench)
  }

  mutating func sendFrames(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    var bytes: [UInt8] = []
    for _ in 0...choices.below(4) { bytes += visitors[index].frame(plaintext(&choices)) }
    let cut = choices.flag() ? bytes.count : Int(choices.uint16()) % (bytes.count + 1)
    visitors[index].write(Array(bytes.prefix(cut)), &bench)
    visitors[index].write(Array(bytes.dropFirst(cut)), &bench)
  }

  mutating func write(_ bytes: [UInt8], on bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    visitors[index].write(bytes, &bench)
  }

  mutating func hangUp(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    let id = visitors[index].id
    bench.act { node, now in node.clientClosed(id, now: now) }
    // What was said before its end was heard.
    take(bench.takeServed())
    ended.insert(id)
    visitors.remove(at: index)
  }

  mutating func block(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    let (id, isBlocked) = (visitors[index].id, choices.flag())
    bench.act { node, now in node.clientBlocked(id, isBlocked, now: now) }
  }

  /// Two peers' clients ask for each other.
  mutating func ask(for choice: UInt8, _ bench: inout FuzzBench, _ choices: inout Choices) {
    guard let index = pick(&choices) else { return }
    let peer = FuzzPeer.all[Int(choice) % FuzzPeer.all.count].dht.publicKey
    let request = RoutingRequest(peer: peer).encoded()
    visitors[index].write(visitors[index].frame(request), &bench)
  }

  mutating func take(_ actions: [ServedAction]) {
    for action in actions {
      switch action {
      case .send(let id, let bytes):
        precondition(!ended.contains(id) && !bytes.isEmpty, "nothing is sent to who went")
        if let index = index(of: id) { visitors[index].receive(bytes) }
      case .setReading(let id, _):
        precondition(!ended.contains(id), "nobody reads from who went")
      case .close(let id):
        precondition(ended.insert(id).inserted, "a connection ends once")
        if let index = index(of: id) { visitors.remove(at: index) }
      }
    }
  }

  private func index(of id: RelayClientID) -> Int? { visitors.firstIndex { $0.id == id } }

  private func pick(_ choices: inout Choices) -> Int? {
    visitors.isEmpty ? nil : choices.below(visitors.count)
  }

  private func plaintext(_ choices: inout Choices) -> [UInt8] {
    let peer = choices.pick(FuzzPeer.all).dht.publicKey.bytes
    switch choices.below(9) {
    case 0: return [RoutingRequest.kind] + peer
    case 1: return [RoutingRequest.kind] + choices.key32().bytes
    case 2: return [DisconnectNotification.kind, 0x10 + UInt8(choices.below(4))]
    case 3: return [OutOfBandSend.kind] + peer + [1] + choices.bytes(upTo: 1_100)
    case 4: return [RelayPong.kind] + choices.bytes(8)
    case 5: return onionRequest(&choices)
    case 6: return [choices.byte()] + choices.bytes(upTo: 60)
    default: return [0x10 + UInt8(choices.below(4)), 1] + choices.bytes(upTo: 1_500)
    }
  }

  private func onionRequest(_ choices: inout Choices) -> [UInt8] {
    let layer = OnionRelayLayer(
      next: choices.endpoint(), key: EphemeralPublicKey(choices.key32()),
      sealed: Sealed(choices.bytes(85 + choices.below(60))))
    return RelayOnionRequest(nonce: Nonce(high: 1, middle: 2, low: choices.uint64()), layer: layer)
      .encoded()
  }
}

/// One connection, from the other side.
private struct RelayVisitor {
  let id: RelayClientID
  private let peer: FuzzPeer
  private var sendNonce: Nonce
  private var receiveNonce = Nonce(high: 0, middle: 0, low: 0)
  private var key: BoxKey?

  private static let ephemeral: KeyPair<SessionPublicKey> = {
    var generator = SeededGenerator(seed: 0xe9)
    return KeyPair(from: &generator)
  }()

  init(_ id: RelayClientID, _ peer: FuzzPeer) {
    self.id = id
    self.peer = peer
    sendNonce = Nonce(high: 3, middle: 3, low: id.rawValue << 32)
  }

  func hello(_ nonce: Nonce) -> [UInt8] {
    let offer = RelayKeyOffer(sessionKey: Self.ephemeral.publicKey, baseNonce: sendNonce)
    return RelayHello(
      client: peer.dht.publicKey, nonce: nonce, sealed: peer.dhtBox.seal(offer, nonce: nonce)
    ).encoded()
  }

  /// A frame; before the welcome, bytes that are none.
  mutating func frame(_ plaintext: [UInt8]) -> [UInt8] {
    guard let key else { return plaintext }
    let box = key.seal(plaintext, nonce: sendNonce).bytes
    sendNonce = sendNonce.advanced(by: 1)
    return [UInt8(box.count >> 8), UInt8(box.count & 255)] + box
  }

  func write(_ bytes: [UInt8], _ bench: inout FuzzBench) {
    guard !bytes.isEmpty else { return }
    bench.act { node, now in node.receive(bytes.span, from: id, now: now) }
  }

  /// - Precondition: a welcome, then frames.
  mutating func receive(_ bytes: [UInt8]) {
    guard key != nil else { return takeWelcome(bytes) }
    var rest = bytes[...]
    while !rest.isEmpty {
      precondition(rest.count > 2, "whole frames")
      let size = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      precondition(rest.count >= 2 + size, "whole frames")
      let plaintext = key?.open(Sealed(Array(rest.dropFirst(2).prefix(size))), nonce: receiveNonce)
      precondition(plaintext != nil, "a frame that does not open")
      receiveNonce = receiveNonce.advanced(by: 1)
      let packet = plaintext.flatMap { try? RelayPacket.FromRelay(decoding: $0.span) }
      precondition(packet != nil, "what no client takes")
      rest = rest.dropFirst(2 + size)
    }
  }

  private mutating func takeWelcome(_ bytes: [UInt8]) {
    guard let welcome = try? RelayWelcome(decoding: bytes),
      let offer: RelayKeyOffer = peer.dhtBox.open(welcome.sealed, nonce: welcome.nonce)
    else { preconditionFailure("no welcome") }
    key = BoxKey(offer.sessionKey, Self.ephemeral.secretKey)
    receiveNonce = offer.baseNonce
  }
}
