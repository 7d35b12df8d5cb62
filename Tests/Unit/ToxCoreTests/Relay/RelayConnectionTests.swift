import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `One connection to a relay` {
  private let bench = RelayBench()

  @Test(arguments: [1, 7, Int.max])
  func `the relay proves its key, and is asked for every peer`(segmentSize: Int) throws {
    bench.segmentSize = segmentSize
    let peer = bench.makePeer()
    bench.want(peer)
    let relay = bench.makeOwnRelay()
    #expect(relay.client == bench.context.dht.publicKey)
    #expect(relay.heard(RoutingRequest.self) == [RoutingRequest(peer: peer)])
    #expect(bench.takeNotices() == [.connected([RelayNode(relay.node)]), .asked(for: peer)])
    relay.setOnline(peer)
    bench.settle()
    #expect(bench.takeNotices() == [.peer(peer, isReachable: true)])
  }

  @Test func `the relay hears from us at once, even without a peer to ask for`() {
    #expect(bench.makeOwnRelay().isConfirmed)
  }

  @Test func `a relay that does not answer the hello is given up after ten seconds`() {
    let relay = bench.makeRelay()
    relay.welcomes = false
    bench.act { $0.add(RelayNode(relay.node), &$1) }
    bench.run(for: .milliseconds(9_999))
    #expect(relay.link != nil)
    bench.run(for: .milliseconds(1))
    #expect(relay.link == nil)
    #expect(bench.notices.isEmpty)
  }

  @Test func `a connection that does not open is given up after ten seconds`() {
    bench.refuses = false
    let relay = bench.makeRelay()
    relay.isUp = false
    bench.act { $0.add(RelayNode(relay.node), &$1) }
    #expect(bench.hanging.count == 1)
    bench.run(for: .milliseconds(9_999))
    #expect(bench.hanging.count == 1)
    bench.run(for: .milliseconds(1))
    #expect(bench.hanging.isEmpty)
  }

  @Test func `a welcome under another key closes the connection`() {
    let relay = bench.makeRelay()
    let other = bench.makePeer()
    bench.act {
      $0.add(RelayNode(PackedNode(relay.node.address, other)), &$1)
    }
    // The hello was for another key, so this relay can't read it; it answers all the same.
    relay.sayRaw([UInt8](repeating: 7, count: RelayWelcome.size))
    bench.settle()
    #expect(relay.link == nil)
    #expect(bench.context.drops[.undecryptable] == 1)
  }

  @Test func `data goes to the peer's slot and comes from it`() {
    let (relay, peer) = bench.makeOnlineRelay()
    let message = [UInt8](repeating: 0x1b, count: 1_400)
    bench.send(message, to: peer)
    let slot = relay.slots[peer]!
    #expect(relay.heard == [[slot.rawValue] + message])
    relay.say(RelayData(message, on: slot))
    bench.settle()
    #expect(bench.takeNotices() == [.received(message, from: peer)])
  }

  @Test
  func `the relay is asked each half minute, never with id zero, and may answer for ten seconds`() {
    let (relay, _) = bench.makeOnlineRelay()
    let link = relay.link
    relay.answersPings = false
    while relay.heard(RelayPing.self).isEmpty { bench.run(for: .seconds(1)) }
    #expect(bench.now.monotonic - Now.seconds(1_000).monotonic <= .seconds(45))
    #expect(relay.heard(RelayPing.self)[0].id.rawValue != 0)
    bench.run(for: .milliseconds(8_999))
    #expect(relay.link == link)
    bench.run(for: .milliseconds(1_001))
    #expect(relay.link != link)
    #expect(bench.notices.first == .connected([]))
  }

  @Test func `a relay that answers is kept for as long as you like`() {
    let (relay, _) = bench.makeOnlineRelay()
    let link = relay.link
    bench.run(for: .seconds(600))
    #expect(relay.link == link)
    #expect(bench.notices.isEmpty)
  }

  @Test func `an unsolicited pong is dropped`() {
    let (relay, _) = bench.makeOnlineRelay()
    relay.say(RelayPong(id: RequestID(5)))
    relay.say(RelayPong(id: RequestID(0)))
    bench.settle()
    #expect(relay.link != nil)
    #expect(bench.context.drops[.unsolicited] == 2)
  }

  @Test func `a ping is answered with its id, one with id zero not at all`() {
    let (relay, _) = bench.makeOnlineRelay()
    relay.say(RelayPing(id: RequestID(0)))
    relay.say(RelayPing(id: RequestID(77)))
    bench.settle()
    #expect(relay.heard == [RelayPong(id: RequestID(77)).encoded()])
  }

  /// What no relay says, and what is no packet at all.
  static let broken: [[UInt8]] =
    [
      [0x10], [0x04], [0x00] + [UInt8](repeating: 1, count: 32),
      [0x06] + [UInt8](repeating: 1, count: 40),
    ]
    + [0x08, 0x0a, 0x0c, 0x0d, 0x0e, 0x0f].map { [$0, 1, 2, 3] }
    + [
      [0x01, 0x10, 1], [0x02], [0x02, 0x10, 0], [0x02, 0x0f], [0x03, 0x01], [0x04, 1, 2],
      [0x05, 1, 2, 3], [0x07] + [UInt8](repeating: 1, count: 32),
      [0x07] + [UInt8](repeating: 1, count: 32 + 1_025),
    ]

  @Test(arguments: broken)
  func `a frame that no relay sends closes the connection`(plaintext: [UInt8]) {
    let (relay, _) = bench.makeOnlineRelay()
    relay.say(plaintext)
    bench.settle()
    #expect(relay.link == nil)
    #expect(bench.context.drops.total == 1)
    #expect(bench.notices.contains(.connected([])))
  }

  @Test func `bytes that are no frame close the connection`() {
    for bytes in [[0, 0], [0xff, 0xff], [0, 17] + [UInt8](repeating: 3, count: 17)] as [[UInt8]] {
      let bench = RelayBench()
      let relay = bench.makeOwnRelay()
      relay.sayRaw(bytes)
      bench.settle()
      #expect(relay.link == nil)
    }
  }

  @Test func `what a stranger put into an onion's answer is not the relay's fault`() {
    let (relay, _) = bench.makeOnlineRelay()
    relay.say([0x09, 0x55, 1, 2, 3])
    relay.say([0x09, 0x84, 1, 2, 3])
    relay.say([0x0b, 1, 2, 3])
    bench.settle()
    #expect(relay.link != nil)
    #expect(bench.context.drops[.unknownKind] == 1 && bench.context.drops[.unsupported] == 1)
    guard case .onionResponse(let payload)? = bench.notices.last else {
      Issue.record("the second one is handed on")
      return
    }
    #expect(payload.bytes == [0x84, 1, 2, 3])
  }

  @Test func `slots that the relay makes up change nothing`() {
    let (relay, peer) = bench.makeOnlineRelay()
    let slot = relay.slots[peer]!
    let free = RelaySlot(index: 200)
    relay.say(RoutingResponse(slot: free, peer: bench.makePeer()))
    relay.say(RoutingResponse(slot: free, peer: peer))
    relay.say(ConnectNotification(slot: free))
    relay.say(DisconnectNotification(slot: free))
    relay.say(RelayData([1, 2, 3], on: free))
    relay.say(ConnectNotification(slot: slot))
    bench.settle()
    #expect(relay.link != nil && bench.notices.isEmpty)
    #expect(bench.context.drops[.unsolicited] == 2 && bench.context.drops[.unroutable] == 1)
    bench.send([9], to: peer)
    #expect(relay.heard == [[slot.rawValue, 9]])
  }

  @Test func `one slot is not given to two peers`() {
    let relay = bench.makeOwnRelay()
    relay.grants = false
    let (first, second) = (bench.makePeer(), bench.makePeer())
    bench.want(first)
    bench.want(second)
    let slot = RelaySlot(index: 0)
    relay.say(RoutingResponse(slot: slot, peer: first))
    relay.say(RoutingResponse(slot: slot, peer: second))
    relay.say(ConnectNotification(slot: slot))
    bench.settle()
    #expect(
      bench.takeNotices().dropFirst() == [.asked(for: first), .peer(first, isReachable: true)])
    #expect(bench.context.drops[.unsolicited] == 1)
  }

  @Test func `a slot that came too late goes back`() {
    let relay = bench.makeOwnRelay()
    relay.grants = false
    let peer = bench.makePeer()
    bench.want(peer)
    bench.act { $0.release(peer, &$1) }
    relay.say(RoutingResponse(slot: RelaySlot(index: 3), peer: peer))
    bench.settle()
    #expect(
      relay.heard(DisconnectNotification.self)
        == [DisconnectNotification(slot: RelaySlot(index: 3))])
  }

  @Test func `while the relay does not read, data is dropped and what must not be lost waits`() {
    let (relay, peer) = bench.makeOnlineRelay()
    bench.act { relays, context in relays.setBlocked(relay.link!, isBlocked: true, &context) }
    bench.send([1], to: peer)
    let other = bench.makePeer()
    bench.want(other)
    relay.say(RelayPing(id: RequestID(8)))
    bench.settle()
    #expect(relay.heard.isEmpty)
    bench.act { relays, context in relays.setBlocked(relay.link!, isBlocked: false, &context) }
    #expect(
      relay.heard == [RoutingRequest(peer: other).encoded(), RelayPong(id: RequestID(8)).encoded()])
    bench.send([2], to: peer)
    #expect(relay.heard.last == [relay.slots[peer]!.rawValue, 2])
  }

  @Test func `the frames of one burst go to the shell in one piece`() {
    let (relay, peer) = bench.makeOnlineRelay()
    for number in UInt8(1)...20 {
      bench.relays.send([number], to: peer, &bench.context)
    }
    #expect(bench.context.outputs.next() == nil)
    bench.relays.flush(&bench.context)
    guard case .relay(.send(_, let bytes))? = bench.context.outputs.next() else {
      Issue.record("a piece")
      return
    }
    #expect(bench.context.outputs.next() == nil)
    #expect(bytes.count == 20 * (2 + 16 + 2))
    #expect(throws: Never.self) { try relay.receive(bytes) }
    #expect(relay.heard.count == 20)
  }
}
