import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Several relays` {
  private let bench = RelayBench()

  private func data(_ number: UInt8) -> [UInt8] { [SessionData.kind, number] }

  // MARK: Which relay a packet takes

  @Test func `data takes the first relay where the peer is online`() {
    let (first, second, peer) = twoOnline()
    bench.send(data(1), to: peer)
    #expect(first.heard.count == 1 && second.heard.isEmpty)
    first.setOnline(peer, false)
    bench.settle()
    bench.send(data(2), to: peer)
    #expect(first.heard.count == 1)
    #expect(second.heard == [[second.slots[peer]!.rawValue] + data(2)])
    #expect(bench.notices.isEmpty, "it is reachable as before")
  }

  @Test func `a relay that disconnects is followed by the next one at once`() {
    let (first, second, peer) = twoOnline()
    bench.kill(first)
    bench.send(data(1), to: peer)
    #expect(second.heard == [[second.slots[peer]!.rawValue] + data(1)])
    #expect(bench.takeNotices() == [.connected([RelayNode(second.node)])])
    bench.kill(second)
    #expect(bench.takeNotices() == [.connected([]), .peer(peer, isReachable: false)])
  }

  @Test func `a relay that fell silent without a word is passed by within seconds`() {
    let (first, second, peer) = twoOnline()
    first.answersPings = false
    bench.send(data(1), to: peer)
    bench.run(for: .seconds(4))
    bench.send(data(2), to: peer)
    #expect(second.heard.isEmpty, "it was asked one second ago")
    bench.run(for: .seconds(2))
    bench.send(data(3), to: peer)
    #expect(second.heard == [[second.slots[peer]!.rawValue] + data(3)])
  }

  @Test func `a relay that falls silent amid a stream is passed by after three seconds`() {
    let (first, second, peer) = twoOnline()
    first.answersPings = false
    bench.run(for: .milliseconds(100))
    for number in UInt8(0)..<20 { bench.send(data(number), to: peer) }
    bench.run(for: .milliseconds(2_999))
    bench.send(data(20), to: peer)
    #expect(second.heard.isEmpty)
    bench.run(for: .milliseconds(1))
    bench.send(data(21), to: peer)
    #expect(second.heard == [[second.slots[peer]!.rawValue] + data(21)])
  }

  @Test func `a relay whose peers are silent, and that answers, is kept`() {
    let (first, second, peer) = twoOnline()
    for _ in 0..<30 {
      bench.send(data(1), to: peer)
      bench.run(for: .seconds(1))
    }
    #expect(first.heard.count == 30 && second.heard.isEmpty)
  }

  @Test func `data takes another relay while the first does not read`() {
    let (first, second, peer) = twoOnline()
    bench.act { relays, context in relays.setBlocked(first.link!, isBlocked: true, &context) }
    bench.send(data(1), to: peer)
    #expect(first.heard.isEmpty && second.heard.count == 1)
  }

  @Test func `data that seems not to arrive takes the next relay, and the one before after that`() {
    let (first, second, peer) = twoOnline()
    for number in UInt8(0)..<4 {
      bench.send(data(number), to: peer)
      bench.act { relays, context in relays.changeRelay(of: peer, now: context.now) }
    }
    #expect(first.heard.map(\.last) == [0, 2])
    #expect(second.heard.map(\.last) == [1, 3])
  }

  @Test func `where the peer is at one relay alone, data stays there`() {
    let (first, second, peer) = twoOnline()
    second.setOnline(peer, false)
    bench.settle()
    for number in UInt8(0)..<3 {
      bench.send(data(number), to: peer)
      bench.act { relays, context in relays.changeRelay(of: peer, now: context.now) }
    }
    #expect(first.heard.count == 3)
  }

  @Test
  func `what opens a session goes over all relays, out of band where the peer is not there`() {
    let (first, second, peer) = twoOnline()
    second.setOnline(peer, false)
    bench.settle()
    let cookieRequest = [UInt8](repeating: 0x18, count: 145)
    bench.send(cookieRequest, to: peer)
    #expect(first.heard == [[first.slots[peer]!.rawValue] + cookieRequest])
    #expect(second.heard == [OutOfBandSend(to: peer, cookieRequest).encoded()])
  }

  @Test func `before the peer asked for us, small packets go out of band over all relays`() {
    let relays = [bench.makeOwnRelay(), bench.makeOwnRelay(), bench.makeRelay()]
    let peer = bench.makePeer()
    bench.want(peer, at: [relays[2]])
    for relay in relays { relay.forgetHeard() }
    let cookieRequest = [UInt8](repeating: 0x18, count: 145)
    bench.send(cookieRequest, to: peer)
    for relay in relays {
      #expect(relay.heard == [OutOfBandSend(to: peer, cookieRequest).encoded()])
      relay.forgetHeard()
    }
    bench.send([UInt8](repeating: 0x1b, count: 1_025), to: peer)
    #expect(relays.allSatisfy { $0.heard.isEmpty })
  }

  @Test func `nothing is sent to a peer that is not wanted, and nothing larger than a frame`() {
    let (first, second, peer) = twoOnline()
    bench.send(data(1), to: bench.makePeer())
    bench.send([UInt8](repeating: SessionData.kind, count: 2_032), to: peer)
    bench.send([], to: peer)
    #expect(first.heard.isEmpty && second.heard.isEmpty)
    bench.send([UInt8](repeating: SessionData.kind, count: 2_031), to: peer)
    #expect(first.heard.count == 1)
  }

  // MARK: Strangers

  @Test
  func `a stranger may ask for a cookie and send a handshake, and is answered where it wrote`() {
    let relay = bench.makeOwnRelay()
    _ = bench.makeOwnRelay()
    let stranger = bench.makePeer()
    for kind: UInt8 in [0x18, 0x1a, 0x19, 0x1b, 0x20, 0x00] {
      relay.say(OutOfBandReceived(from: stranger, [kind, 1, 2]))
    }
    bench.settle()
    #expect(
      bench.takeReceived() == [
        .received([0x18, 1, 2], from: stranger), .received([0x1a, 1, 2], from: stranger),
      ])
    #expect(bench.context.drops[.unroutable] == 4)
    bench.send([0x19, 5], to: stranger)
    #expect(relay.heard == [OutOfBandSend(to: stranger, [0x19, 5]).encoded()])
  }

  @Test func `a wanted peer may send anything out of band, over any relay`() {
    let relay = bench.makeOwnRelay()
    let peer = bench.makePeer()
    bench.want(peer)
    relay.say(OutOfBandReceived(from: peer, [0x1b, 1]))
    bench.settle()
    #expect(bench.takeReceived() == [.received([0x1b, 1], from: peer)])
  }

  @Test func `what claims to be from ourselves is dropped`() {
    let relay = bench.makeOwnRelay()
    relay.say(OutOfBandReceived(from: bench.context.dht.publicKey, [0x18]))
    bench.settle()
    #expect(bench.takeReceived().isEmpty && bench.context.drops[.fromOurselves] == 1)
  }

  // MARK: Holding on

  @Test func `the owner's relays are tried again without end, ever more rarely`() {
    let relay = bench.makeRelay()
    relay.isUp = false
    bench.act { $0.add(RelayNode(relay.node), &$1) }
    bench.run(for: .seconds(3_600))
    let pauses = zip(bench.attempts, bench.attempts.dropFirst()).map { $1.at - $0.at }
    #expect(pauses.count > 120, "at least each half minute")
    #expect(pauses.allSatisfy { $0 >= .milliseconds(500) && $0 <= .seconds(30) })
    #expect(Set(pauses).count == pauses.count, "no two pauses are alike")
    relay.isUp = true
    bench.run(for: .seconds(30))
    #expect(bench.notices == [.connected([RelayNode(relay.node)])])
  }

  @Test
  func `when one of the owner's relays is found after an outage, the others are tried at once`() {
    let relays = (0..<3).map { _ in bench.makeRelay() }
    for relay in relays {
      relay.isUp = false
      bench.act { $0.add(RelayNode(relay.node), &$1) }
    }
    bench.run(for: .seconds(3_600))
    for relay in relays { relay.isUp = true }
    while relays.allSatisfy({ $0.link == nil }) { bench.run(for: .milliseconds(100)) }
    bench.run(for: .seconds(1))
    #expect(relays.allSatisfy { $0.link != nil })
  }

  @Test func `a relay that was up is tried again within a second, and asked for every peer anew`() {
    let (first, _, peer) = twoOnline()
    bench.run(for: .seconds(20))
    bench.kill(first)
    first.isUp = true
    first.forgetHeard()
    bench.run(for: .seconds(1))
    #expect(first.heard(RoutingRequest.self) == [RoutingRequest(peer: peer)])
  }

  @Test func `a relay that disconnects after each welcome is not asked without pause`() {
    let relay = bench.makeOwnRelay()
    for _ in 0..<600 {
      bench.run(for: .seconds(1))
      guard relay.link != nil else { continue }
      bench.kill(relay)
      relay.isUp = true
    }
    #expect(bench.attempts.count < 45)
  }

  @Test func `a relay that a contact named sleeps ten seconds after it is reached directly`() {
    let relay = bench.makeRelay()
    let peer = bench.makePeer()
    bench.want(peer, at: [relay])
    #expect(relay.link != nil)
    bench.setDirect(peer)
    bench.run(for: .milliseconds(9_999))
    #expect(relay.link != nil)
    bench.run(for: .milliseconds(1))
    #expect(relay.link == nil)
    bench.run(for: .seconds(600))
    #expect(bench.attempts.count == 1)
    bench.setDirect(peer, false)
    #expect(relay.link != nil)
    #expect(relay.heard(RoutingRequest.self).count == 2)
  }

  @Test func `a relay stays connected for a peer that is not reached directly`() {
    let relay = bench.makeRelay()
    let (near, far) = (bench.makePeer(), bench.makePeer())
    bench.want(near, at: [relay])
    bench.want(far, at: [relay])
    bench.setDirect(near)
    bench.run(for: .seconds(60))
    #expect(relay.link != nil)
    bench.act { $0.release(far, &$1) }
    bench.run(for: .seconds(10))
    #expect(relay.link == nil)
  }

  @Test func `a peer that is reached directly for a moment does not close its relay`() {
    let relay = bench.makeRelay()
    let peer = bench.makePeer()
    bench.want(peer, at: [relay])
    bench.setDirect(peer)
    bench.run(for: .seconds(9))
    bench.setDirect(peer, false)
    bench.run(for: .seconds(9))
    bench.setDirect(peer)
    bench.run(for: .seconds(9))
    #expect(relay.link != nil)
  }

  @Test func `the owner's relays do not sleep`() {
    let (first, second, peer) = twoOnline()
    bench.setDirect(peer)
    bench.run(for: .seconds(60))
    #expect(first.link != nil && second.link != nil)
  }

  @Test func `a relay that is no longer named is left and forgotten`() {
    let relay = bench.makeRelay()
    let peer = bench.makePeer()
    bench.want(peer, at: [relay])
    bench.act { $0.release(peer, &$1) }
    #expect(relay.heard(DisconnectNotification.self).count == 1)
    bench.run(for: .seconds(10))
    #expect(relay.link == nil && bench.relays.table.count == 0)
    #expect(bench.relays.peers.count == 0)
  }

  @Test func `seven relays of the owner are held, a peer is asked for at six`() {
    let servers = (0..<7).map { _ in bench.makeOwnRelay() }
    let peer = bench.makePeer()
    bench.want(peer)
    #expect(servers.map { $0.heard(RoutingRequest.self).count } == [1, 1, 1, 1, 1, 1, 0])
    bench.kill(servers[1])
    #expect(servers[6].heard(RoutingRequest.self).count == 1)
    #expect(bench.relays.connected.count == 6)
  }

  // MARK: What a contact may have us do

  @Test func `a contact's relays are tried, and where it names another address, that too`() {
    let relay = bench.makeRelay()
    let (liar, honest) = (bench.makePeer(), bench.makePeer())
    let elsewhere = Endpoint(.v4(0xc000_0201), port: 1)
    bench.act {
      $0.want(
        liar, at: [PackedNode(TransportEndpoint(.tcp, elsewhere), relay.keys.publicKey)], &$1)
    }
    #expect(relay.link == nil)
    bench.want(honest, at: [relay])
    bench.run(for: .seconds(4))
    #expect(relay.link != nil)
    #expect(Set(relay.heard(RoutingRequest.self).map(\.peer)) == [liar, honest])
    bench.run(for: .seconds(60))
    bench.kill(relay)
    relay.isUp = true
    bench.run(for: .seconds(1))
    #expect(bench.attempts.last?.endpoint == relay.endpoint, "where it was, first")
  }

  @Test func `only the owner says where the owner's relay is`() {
    let relay = bench.makeOwnRelay()
    let elsewhere = Endpoint(.v4(0xc000_0201), port: 1)
    let peer = bench.makePeer()
    bench.act {
      $0.want(
        peer, at: [PackedNode(TransportEndpoint(.tcp, elsewhere), relay.keys.publicKey)], &$1)
    }
    bench.kill(relay)
    bench.run(for: .seconds(60))
    #expect(bench.attempts.allSatisfy { $0.endpoint == relay.endpoint })
  }

  @Test func `addresses that no host has, datagram ports, and our own key are not connected to`() {
    let key = bench.makePeer()
    let host = Endpoint(.v4(0xc633_6401), port: 3_389)
    let relays = [
      PackedNode(TransportEndpoint(.tcp, Endpoint(.v4(0xffff_ffff), port: 1)), key),
      PackedNode(TransportEndpoint(.tcp, Endpoint(.v4(0xe000_0001), port: 1)), key),
      PackedNode(TransportEndpoint(.tcp, Endpoint(host.address, port: 0)), key),
      PackedNode(TransportEndpoint(.udp, host), key),
      PackedNode(TransportEndpoint(.tcp, host), bench.context.dht.publicKey),
      PackedNode(TransportEndpoint(.tcp, host), DHTPublicKey(Bytes32(words: (0, 0, 0, 255)))),
    ]
    bench.act { $0.want(key, at: relays, &$1) }
    #expect(bench.attempts.isEmpty && bench.relays.table.count == 0)
  }

  @Test
  func `a contact can't have us scan our own network, unless the owner named a node there`() {
    let local = bench.makeRelay(at: Endpoint(.v4(0xc0a8_0001), port: 80))
    let peer = bench.makePeer()
    bench.want(peer, at: [local])
    #expect(bench.attempts.isEmpty)
    let own = bench.makeRelay(at: Endpoint(.v4(0x7f00_0001), port: 3_389))
    bench.act { $0.add(RelayNode(own.node), &$1) }
    bench.want(peer, at: [local])
    #expect(bench.attempts.map(\.endpoint) == [own.endpoint, local.endpoint])
  }

  /// Two relays of the owner and a peer that is online at both.
  private func twoOnline() -> (ScriptedRelay, ScriptedRelay, peer: DHTPublicKey) {
    let (first, second) = (bench.makeOwnRelay(), bench.makeOwnRelay())
    let peer = bench.makePeer()
    bench.want(peer)
    first.setOnline(peer)
    second.setOnline(peer)
    bench.settle()
    _ = bench.takeNotices()
    first.forgetHeard()
    second.forgetHeard()
    return (first, second, peer)
  }
}
