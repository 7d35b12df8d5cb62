import ToxCore
import ToxCrypto
import ToxWire

/// The DHT of a node among peers that lie: valid boxes, hostile contents, solicited and unsolicited
/// answers.
@Sendable func playDHT(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var natPings: [RequestID] = []
  for peer in FuzzPeer.all.prefix(choices.below(4)) {
    bench.act { node, now in node.bootstrap(peer.endpoint, peer.dht.publicKey, now: now) }
    answer(peer, &bench, nodes: FuzzPeer.all.prefix(4).map(\.node))
  }
  while !choices.isEmpty {
    let peer = choices.pick(FuzzPeer.all)
    switch choices.below(12) {
    case 0: bench.wait(&choices)
    case 1: sendRaw(from: peer, &bench, &choices)
    case 2: sendPing(from: peer, &bench, &choices)
    case 3, 4: answer(peer, &bench, nodes: choices.packedNodes(upTo: 4))
    case 5: askForNodes(as: peer, &bench, &choices)
    case 6: sendRequest(from: peer, &bench, &choices, natPings: &natPings)
    case 7: answerWithAnything(as: peer, &bench, &choices)
    case 8: forward(from: peer, &bench, &choices)
    case 9: announceOnLAN(&bench, &choices)
    case 10: actAsOwner(&bench, &choices)
    default: answer(peer, &bench, nodes: FuzzPeer.all.prefix(4).map(\.node))
    }
    natPings.removeFirst(max(0, natPings.count - 8))
  }
}

/// Answers what the node last asked of the peer.
func answer(_ peer: FuzzPeer, _ bench: inout FuzzBench, nodes: [PackedNode]) {
  if let bytes = bench.latest(NodesRequest.kind, to: peer.endpoint),
    let request = peer.open(bytes, as: NodesRequest.self)
  {
    let payload = NodesResponse.Payload(nodes: nodes, id: request.id).encoded()
    let nonce = bench.nonce()
    bench.receive(peer.seal(payload, as: NodesResponse.self, nonce: nonce), from: peer.endpoint)
  }
  if let bytes = bench.latest(PingRequest.kind, to: peer.endpoint),
    let request = peer.open(bytes, as: PingRequest.self)
  {
    let payload = PingResponse.Payload(id: request.id).encoded()
    let nonce = bench.nonce()
    bench.receive(peer.seal(payload, as: PingResponse.self, nonce: nonce), from: peer.endpoint)
  }
}

private func sendRaw(from peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let kind = choices.pick([0x00, 0x01, 0x02, 0x04, 0x20, 0x21, 0xf0, choices.byte()] as [UInt8])
  bench.receive([kind] + choices.bytes(upTo: 300), from: choices.endpoint())
}

private func sendPing(from peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let payload = PingRequest.Payload(id: RequestID(choices.uint64())).encoded()
  let bytes = peer.seal(payload, as: PingRequest.self, nonce: bench.nonce())
  bench.receive(bytes, from: choices.flag() ? peer.endpoint : choices.endpoint())
}

private func askForNodes(as peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let payload = NodesRequest.Payload(
    target: DHTPublicKey(choices.key32()), id: RequestID(choices.uint64()))
  let bytes = peer.seal(payload.encoded(), as: NodesRequest.self, nonce: bench.nonce())
  bench.receive(bytes, from: choices.flag() ? peer.endpoint : choices.endpoint())
}

/// A valid box with any plaintext of a size that the kind allows.
private func answerWithAnything(
  as peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices
) {
  let nonce = bench.nonce()
  let bytes =
    switch choices.below(4) {
    case 0: peer.seal(choices.bytes(9), as: PingRequest.self, nonce: nonce)
    case 1: peer.seal(choices.bytes(9), as: PingResponse.self, nonce: nonce)
    case 2: peer.seal(choices.bytes(40), as: NodesRequest.self, nonce: nonce)
    default:
      peer.seal(choices.bytes(9 + choices.below(205)), as: NodesResponse.self, nonce: nonce)
    }
  bench.receive(bytes, from: peer.endpoint)
}

/// A DHT request to the node: NAT pings, DHT-key packets, anything.
private func sendRequest(
  from peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices,
  natPings: inout [RequestID]
) {
  for datagram in bench.sent where datagram.bytes.first == DHTRequest.kind {
    guard let packet = try? DHTRequest(decoding: datagram.bytes),
      packet.destination == peer.dht.publicKey,
      case .natPing(let ping)? = peer.dhtBox.open(
        packet.data, nonce: packet.nonce, as: DHTRequestData.self)
    else { continue }
    natPings.append(ping.id)
  }
  let plaintext: [UInt8]
  switch choices.below(4) {
  case 0:
    let id = natPings.last ?? RequestID(choices.uint64())
    plaintext = DHTRequestData.natPing(NATPing(.response, id: id)).encoded()
  case 1:
    let ping = NATPing(.request, id: RequestID(choices.uint64()))
    plaintext = DHTRequestData.natPing(ping).encoded()
  case 2:
    plaintext = DHTRequestData.dhtKey(dhtKeyPacket(of: peer, &bench, &choices)).encoded()
  default: plaintext = [choices.byte()] + choices.bytes(upTo: 900)
  }
  let nonce = bench.nonce()
  let packet = DHTRequest(
    destination: FuzzBench.dhtKey, sender: peer.dht.publicKey, nonce: nonce,
    data: peer.dhtBox.seal(plaintext, nonce: nonce))
  bench.receive(packet.encoded(), from: choices.flag() ? peer.endpoint : choices.endpoint())
}

/// The sealed DHT-key packet of a contact, as a DHT request carries it.
func dhtKeyPacket(of peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) -> [UInt8]
{
  let key = choices.flag() ? peer.dht.publicKey : DHTPublicKey(choices.key32())
  let packet = DHTKeyPacket(
    noReplay: choices.uint64() >> UInt64(choices.below(64)), key: key,
    nodes: choices.packedNodes(upTo: 4, allowingTCP: true))
  let plaintext = choices.flag() ? packet.encoded() : choices.spoilt(packet.encoded()) + [0]
  let nonce = bench.nonce()
  return SealedDHTKeyPacket(
    sender: peer.longTerm.publicKey, nonce: nonce,
    sealed: peer.longTermBox.seal(plaintext, nonce: nonce)
  ).encoded()
}

private func forward(from peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let packet = DHTRequest(
    destination: DHTPublicKey(choices.key32()), sender: DHTPublicKey(choices.key32()),
    nonce: bench.nonce(), data: Sealed(choices.bytes(17 + choices.below(200))))
  bench.receive(packet.encoded(), from: peer.endpoint)
}

private func announceOnLAN(_ bench: inout FuzzBench, _ choices: inout Choices) {
  let source = Endpoint(.v4(0xc0a8_0000 + UInt32(choices.byte())), port: choices.uint16())
  bench.receive(LANDiscovery(key: DHTPublicKey(choices.key32())).encoded(), from: source)
}

private func actAsOwner(_ bench: inout FuzzBench, _ choices: inout Choices) {
  let peer = choices.pick(FuzzPeer.all)
  switch choices.below(5) {
  case 0:
    let (endpoint, key) = (choices.endpoint(), DHTPublicKey(choices.key32()))
    bench.act { node, now in node.bootstrap(endpoint, key, now: now) }
  case 1:
    let endpoint = choices.endpoint()
    bench.act { node, now in node.startLANDiscovery(broadcast: [endpoint], now: now) }
  case 2:
    let hint = (peer.dht.publicKey, choices.endpoint())
    bench.act { node, now in
      _ = try? node.addFriend(peer.longTerm.publicKey, hint: hint, now: now)
    }
  case 3:
    bench.act { node, now in
      if let id = node.friend(with: peer.longTerm.publicKey) { node.removeFriend(id, now: now) }
    }
  default: precondition(bench.node.savedNodes(limit: 16).count <= 16, "no more than asked for")
  }
}
