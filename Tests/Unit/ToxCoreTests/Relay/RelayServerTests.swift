import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `A relay's clients` {
  private let slot = RelaySlot(index: 0)

  @Test func `two that ask for each other are connected and speak`() {
    let relay = ServedRelay()
    let alice = relay.join(from: ServedRelay.endpoint(network: 1))
    let bob = relay.join(from: ServedRelay.endpoint(network: 2))
    relay.send(RoutingRequest(peer: DHTPublicKey(Bytes32(words: (1, 2, 3, 4)))), on: bob)
    relay.send(RoutingRequest(peer: relay.key(bob)), on: alice)
    #expect(
      relay.take(alice) == [.routingResponse(RoutingResponse(slot: slot, peer: relay.key(bob)))])
    _ = relay.take(bob)
    relay.send(RoutingRequest(peer: relay.key(alice)), on: bob)
    let bobsSlot = RelaySlot(index: 1)
    #expect(
      relay.take(bob) == [
        .routingResponse(RoutingResponse(slot: bobsSlot, peer: relay.key(alice))),
        .connectNotification(ConnectNotification(slot: bobsSlot)),
      ])
    #expect(relay.take(alice) == [.connectNotification(ConnectNotification(slot: slot))])
    relay.send(RelayData([1, 2, 3], on: slot), on: alice)
    #expect(relay.takePlaintexts(bob) == [RelayData([1, 2, 3], on: bobsSlot).encoded()])
    relay.send(RelayData([UInt8](repeating: 9, count: 2_031), on: bobsSlot), on: bob)
    #expect(
      relay.takePlaintexts(alice)
        == [RelayData([UInt8](repeating: 9, count: 2_031), on: slot).encoded()])
  }

  @Test func `a key that has a slot gets the same again, and one's own gets none`() {
    let relay = ServedRelay()
    let id = relay.join()
    let peer = DHTPublicKey(Bytes32(words: (1, 2, 3, 4)))
    for _ in 0..<2 { relay.send(RoutingRequest(peer: peer), on: id) }
    relay.send(RoutingRequest(peer: relay.key(id)), on: id)
    #expect(
      relay.take(id) == [
        .routingResponse(RoutingResponse(slot: slot, peer: peer)),
        .routingResponse(RoutingResponse(slot: slot, peer: peer)),
        .routingResponse(RoutingResponse(slot: nil, peer: relay.key(id))),
      ])
  }

  @Test func `a client has 240 slots, and a freed one is granted again`() {
    let relay = ServedRelay()
    let id = relay.join()
    for number in 0..<241 {
      relay.send(
        RoutingRequest(peer: DHTPublicKey(Bytes32(words: (9, 9, 9, UInt64(number))))), on: id)
    }
    let slots = relay.take(id).map { packet -> RelaySlot? in
      guard case .routingResponse(let response) = packet else { return nil }
      return response.slot
    }
    #expect(slots == (0..<240).map { RelaySlot(index: $0) } + [nil])
    relay.send(DisconnectNotification(slot: RelaySlot(index: 17)), on: id)
    let peer = DHTPublicKey(Bytes32(words: (9, 9, 9, 500)))
    relay.send(RoutingRequest(peer: peer), on: id)
    #expect(
      relay.take(id)
        == [.routingResponse(RoutingResponse(slot: RelaySlot(index: 17), peer: peer))])
  }

  @Test func `slots are limited in all and for a network`() {
    let relay = ServedRelay {
      $0.relayRoutes = 5
      $0.relayRoutesPerNetwork = 3
    }
    func granted(_ count: Int, network: Int, _ relay: ServedRelay) -> Int {
      let id = relay.join(from: ServedRelay.endpoint(network: network))
      for number in 0..<count {
        relay.send(
          RoutingRequest(peer: DHTPublicKey(Bytes32(words: (9, 9, 9, UInt64(number))))), on: id)
      }
      let answers = relay.take(id).count { packet in
        if case .routingResponse(let response) = packet { response.slot != nil } else { false }
      }
      if network == 3 { relay.hangUp(id) }
      return answers
    }
    let first = granted(4, network: 1, relay)
    #expect(first == 3)
    let second = granted(4, network: 3, relay)
    #expect(second == 2)
    let third = granted(4, network: 4, relay)
    #expect(third == 2, "what a client had is free when it went")
  }

  @Test func `the other end hears when a client goes or frees its slot, and when it is back`() {
    let relay = ServedRelay()
    let (alice, bob) = relay.joinPair()
    relay.send(DisconnectNotification(slot: slot), on: alice)
    #expect(relay.take(bob) == [.disconnectNotification(DisconnectNotification(slot: slot))])
    #expect(relay.take(alice).isEmpty)
    relay.send(RoutingRequest(peer: relay.key(bob)), on: alice)
    #expect(relay.take(bob) == [.connectNotification(ConnectNotification(slot: slot))])
    relay.hangUp(alice)
    #expect(relay.take(bob) == [.disconnectNotification(DisconnectNotification(slot: slot))])
    relay.send(RelayData([1], on: slot), on: bob)
    #expect(!relay.isClosed(bob), "the slot is still granted: data to nobody is dropped")
    let again = relay.join(from: ServedRelay.endpoint(network: 1), as: relay.pair(alice))
    relay.send(RoutingRequest(peer: relay.key(bob)), on: again)
    #expect(relay.take(bob) == [.connectNotification(ConnectNotification(slot: slot))])
  }

  @Test func `out-of-band data reaches a connected client, and is dropped otherwise`() {
    let relay = ServedRelay()
    let alice = relay.join(from: ServedRelay.endpoint(network: 1))
    let bob = relay.join(from: ServedRelay.endpoint(network: 2))
    relay.send(OutOfBandSend(to: relay.key(bob), [5, 6]), on: alice)
    #expect(
      relay.take(bob) == [.outOfBandReceived(OutOfBandReceived(from: relay.key(alice), [5, 6]))])
    relay.send(OutOfBandSend(to: DHTPublicKey(Bytes32(words: (1, 2, 3, 4))), [5, 6]), on: alice)
    #expect(relay.closed.isEmpty && relay.take(alice).isEmpty)
  }

  @Test(arguments: [
    [0x01, 0x10] + [UInt8](repeating: 1, count: 32),  // A routing response.
    [0x07] + [UInt8](repeating: 1, count: 40),  // Out-of-band data, received.
    [0x09, 0x84, 1], [0x0b, 1], [0x0c], [0x0d, 1], [0x0e], [0x0f, 1],
    [0x00] + [UInt8](repeating: 1, count: 31), [0x00] + [UInt8](repeating: 1, count: 33),
    [0x03, 0x0f], [0x03, 0x11], [0x03],  // A slot that is none, or was not granted.
    [0x04, 1, 2, 3, 4, 5, 6, 7], [0x05, 0, 0, 0, 0, 0, 0, 0, 0],
    [0x06] + [UInt8](repeating: 1, count: 32),
    [0x06] + [UInt8](repeating: 1, count: 32 + 1_025),
    [0x08] + [UInt8](repeating: 0x02, count: 158),
    [0x10], [0x11, 1], [0xff, 1, 2],
  ])
  func `a client that breaks the protocol is disconnected`(_ plaintext: [UInt8]) {
    let relay = ServedRelay()
    let (alice, bob) = relay.joinPair()
    relay.send(plaintext, on: alice)
    #expect(relay.closed == [alice])
    #expect(relay.take(bob) == [.disconnectNotification(DisconnectNotification(slot: slot))])
  }

  @Test(arguments: [
    [0x02, 0x10], [0x02, 0xff],  // A connect notification means nothing from a client.
    [0x04, 0, 0, 0, 0, 0, 0, 0, 0], [0x05, 0, 0, 0, 0, 0, 0, 0, 9],
    [0x0a, 2, 8, 8, 8, 8, 1, 1, 7], [0x03, 0x10],
    [0x06] + [UInt8](repeating: 1, count: 32 + 1_024),
  ])
  func `harmless packets are tolerated`(_ plaintext: [UInt8]) {
    let relay = ServedRelay()
    let (alice, _) = relay.joinPair()
    relay.send(plaintext, on: alice)
    #expect(relay.closed.isEmpty)
  }

  @Test(arguments: [0, 16, 2_049, 0xffff])
  func `a length that no frame has ends the connection`(size: Int) {
    let relay = ServedRelay()
    let id = relay.join()
    relay.write([UInt8(size >> 8), UInt8(size & 255)], on: id)
    #expect(relay.isClosed(id))
  }

  @Test func `a ping with id 0 is answered with 0`() {
    let relay = ServedRelay()
    let id = relay.join()
    relay.send(RelayPing(id: RequestID(0)), on: id)
    #expect(relay.take(id) == [.pong(RelayPong(id: RequestID(0)))])
  }

  @Test func `a client is pinged each half minute, and a silent one disconnected`() throws {
    let relay = ServedRelay()
    let alive = relay.join(from: ServedRelay.endpoint(network: 1))
    let silent = relay.join(from: ServedRelay.endpoint(network: 2))
    relay.wait(.seconds(29))
    #expect(relay.takePlaintexts(alive).isEmpty)
    relay.wait(.seconds(2))
    for round in 0..<3 {
      guard case .ping(let ping)? = relay.take(alive).first else {
        Issue.record("no ping in round \(round)")
        return
      }
      #expect(ping.id.rawValue != 0)
      relay.send(RelayPong(id: ping.id), on: alive)
      relay.wait(.seconds(12))
      #expect(relay.closed == [silent])
      relay.wait(.seconds(19))
    }
  }

  @Test func `a pong with another id is no answer`() {
    let relay = ServedRelay()
    let id = relay.join()
    relay.wait(.seconds(31))
    relay.send(RelayPong(id: RequestID(1_234)), on: id)
    relay.wait(.seconds(12))
    #expect(relay.isClosed(id))
  }

  @Test func `a node without relay clients is never woken for them`() {
    let relay = ServedRelay()
    let id = relay.join()
    relay.hangUp(id)
    relay.wait(.seconds(60))
    let wake = relay.wakeAt
    relay.wait(.seconds(600))
    #expect(relay.wakeAt == wake)
  }
}

@Suite struct `A node that only serves` {
  @Test func `it has the DHT key that it was given, and tells what it is`() throws {
    var generator = SeededGenerator(seed: 3)
    let keys = KeyPair<DHTPublicKey>(from: &generator)
    var node = ToxNode(
      identity: Identity(serving: keys, from: &generator), entropy: generator, now: .seconds(1))
    #expect(node.dhtKey == keys.publicKey)
    let request = BootstrapInfoRequest().encoded()
    let asker = ServedRelay.endpoint(network: 1)
    node.receive(request.span, from: asker, now: .seconds(1))
    #expect(node.transmitted().isEmpty, "nobody said that it should tell")
    node.tellBootstrapInfo(version: 7, message: [UInt8](repeating: 65, count: 300))
    node.receive(request.span, from: asker, now: .seconds(1))
    let answer = BootstrapInfoResponse(
      version: 7, message: [UInt8](repeating: 65, count: 255) + [0])
    #expect(node.transmitted() == [Transmit(answer.encoded(), to: asker)])
    node.receive(Array(request.dropLast()).span, from: asker, now: .seconds(1))
    #expect(node.transmitted().isEmpty)
  }

  @Test func `it announces nothing, whatever it is joined to`() {
    var generator = SeededGenerator(seed: 3)
    let keys = KeyPair<DHTPublicKey>(from: &generator)
    var node = ToxNode(
      identity: Identity(serving: keys, from: &generator), entropy: generator, now: .seconds(1))
    for number in 0..<8 {
      let key = KeyPair<DHTPublicKey>(from: &generator).publicKey
      node.bootstrap(ServedRelay.endpoint(network: number), key, now: .seconds(1))
    }
    var kinds = Set(node.transmitted().compactMap(\.bytes.first))
    for second in Int64(2)..<60 {
      node.advance(to: .seconds(second))
      kinds.formUnion(node.transmitted().compactMap(\.bytes.first))
    }
    #expect(kinds == [NodesRequest.kind])
  }
}

extension ToxNode {
  /// The datagrams that it wants sent.
  fileprivate mutating func transmitted() -> [Transmit] {
    var sent: [Transmit] = []
    while let output = nextOutput() {
      if case .transmit(let datagram) = output { sent.append(datagram) }
    }
    return sent
  }
}
