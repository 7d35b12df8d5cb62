import ToxCore
import ToxCrypto
import ToxWire

/// A node as a client of relays that say what the input wants, cut anywhere, in any state.
@Sendable func playRelayClient(_ bytes: [UInt8]) {
  var choices = Choices(bytes)
  var bench = FuzzBench()
  var relays = (0..<3).map { FuzzRelay(number: UInt32($0)) }
  for relay in relays.prefix(2) {
    bench.act { $0.addRelay(relay.keys.publicKey, at: .endpoint(relay.endpoint), now: $1) }
  }
  // The peers that the node asks its relays for.
  for peer in FuzzPeer.all.prefix(3) { addContact(peer, at: peer.endpoint, &bench) }
  while !choices.isEmpty {
    for index in relays.indices { relays[index].learn(bench.relayActions) }
    bench.forgetRelayActions()
    let index = choices.below(relays.count)
    switch choices.below(16) {
    case 0: bench.wait(&choices)
    case 1, 2: relays[index].accept(&bench)
    case 3: relays[index].hangUp(&bench)
    case 4, 5: relays[index].welcome(&bench, &choices)
    case 6: relays[index].write(choices.bytes(upTo: 300), on: &bench, &choices)
    case 7: relays[index].block(choices.flag(), &bench)
    case 8: nameRelay(relays[index], by: choices.pick(FuzzPeer.all), on: &bench, &choices)
    case 9: relays[index].say(choices.bytes(upTo: 2_032), on: &bench, &choices)
    case 10: actAsOwner(on: choices.pick(FuzzPeer.all), &bench, &choices)
    default: relays[index].say(packet(of: relays[index], &choices), on: &bench, &choices)
    }
  }
}

/// What a relay may say: well formed, nearly so, or what only a client says.
private func packet(of relay: FuzzRelay, _ choices: inout Choices) -> [UInt8] {
  let peer = choices.pick(FuzzPeer.all)
  let slot = RelaySlot(index: choices.below(4) == 0 ? choices.below(240) : choices.below(4))
  let packet: [UInt8] =
    switch choices.below(10) {
    case 0, 1: RoutingResponse(slot: slot, peer: peer.dht.publicKey).encoded()
    case 2: RoutingResponse(slot: nil, peer: DHTPublicKey(choices.key32())).encoded()
    case 3, 4: ConnectNotification(slot: slot).encoded()
    case 5: DisconnectNotification(slot: slot).encoded()
    case 6: RelayPing(id: RequestID(UInt64(choices.byte()))).encoded()
    case 7: RelayPong(id: relay.pingID ?? RequestID(UInt64(choices.byte()))).encoded()
    case 8:
      OutOfBandReceived(
        from: choices.flag() ? peer.dht.publicKey : DHTPublicKey(choices.key32()),
        [0x18 + UInt8(choices.below(4))] + choices.bytes(upTo: 160)
      ).encoded()
    default: [slot.rawValue, 0x18 + UInt8(choices.below(4))] + choices.bytes(upTo: 400)
    }
  return choices.below(8) == 0 ? choices.spoilt(packet) + [0] : packet
}

/// A contact says that it can be reached at this relay, or at what is none.
private func nameRelay(
  _ relay: FuzzRelay, by peer: FuzzPeer, on bench: inout FuzzBench, _ choices: inout Choices
) {
  let named = PackedNode(TransportEndpoint(.tcp, relay.endpoint), relay.keys.publicKey)
  let packet = DHTKeyPacket(
    noReplay: choices.uint64() >> UInt64(choices.below(64)), key: peer.dht.publicKey,
    nodes: [named] + choices.packedNodes(upTo: 3, allowingTCP: true))
  let nonce = bench.nonce()
  let sealed = SealedDHTKeyPacket(
    sender: peer.longTerm.publicKey, nonce: nonce,
    sealed: peer.longTermBox.seal(packet, nonce: nonce))
  let data = DHTRequestData.dhtKey(sealed.encoded()).encoded()
  let request = DHTRequest(
    destination: FuzzBench.dhtKey, sender: peer.dht.publicKey, nonce: nonce,
    data: peer.dhtBox.seal(data, nonce: nonce))
  bench.receive(request.encoded(), from: peer.endpoint)
}

private func actAsOwner(on peer: FuzzPeer, _ bench: inout FuzzBench, _ choices: inout Choices) {
  let choice = choices.below(4)
  let endpoint = choices.endpoint()
  let key = DHTPublicKey(choices.key32())
  bench.act { node, now in
    let id = node.friend(with: peer.longTerm.publicKey)
    switch (choice, id) {
    case (0, _): node.addRelay(key, at: .endpoint(endpoint), now: now)
    case (1, let id?): node.removeFriend(id, now: now)
    case (_, nil):
      _ = try? node.addFriend(
        peer.longTerm.publicKey, hint: (peer.dht.publicKey, peer.endpoint), now: now)
    case (_, let id?): _ = try? node.send([65], to: id, now: now)
    }
  }
}
