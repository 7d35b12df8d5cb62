import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Limits of relays` {
  private func bench(_ change: (inout Limits) -> Void) -> RelayBench {
    var limits = Limits()
    change(&limits)
    return RelayBench(limits: limits)
  }

  @Test func `the owner names no more relays than the limit`() {
    let bench = bench { $0.ownRelays = 2 }
    let servers = (0..<3).map { _ in bench.makeOwnRelay() }
    #expect(servers.map { $0.link != nil } == [true, true, false])
    #expect(bench.relays.table.count == 2)
  }

  @Test func `no more relays are known than the limit, however many peers name them`() {
    let bench = bench {
      $0.relays = 5
      $0.relaysPerPeer = 4
    }
    for _ in 0..<3 { bench.want(bench.makePeer(), at: (0..<4).map { _ in bench.makeRelay() }) }
    #expect(bench.relays.table.count == 5)
    #expect(bench.context.drops[.overLimit] == 7)
  }

  @Test func `contacts' relays get no more connections than the limit, and the next when one ends`()
  {
    let bench = bench { $0.relayConnections = 3 }
    let (first, second) = (bench.makePeer(), bench.makePeer())
    let servers = (0..<6).map { _ in bench.makeRelay() }
    bench.want(first, at: Array(servers[..<3]))
    bench.want(second, at: Array(servers[3...]))
    #expect(servers.map { $0.link != nil } == [false, true, true, true, false, false])
    bench.run(for: .seconds(60))
    #expect(bench.attempts.count == 4)
    bench.act { $0.release(first, &$1) }
    bench.run(for: .seconds(10))
    #expect(servers.map { $0.link != nil } == [false, false, false, true, true, true])
    #expect(bench.makeOwnRelay().link != nil, "the owner's do not count")
  }

  @Test func `at the limit, a peer's only relay takes the place of another peer's second`() {
    let bench = bench { $0.relayConnections = 3 }
    let (greedy, modest) = (bench.makePeer(), bench.makePeer())
    let servers = (0..<4).map { _ in bench.makeRelay() }
    bench.want(greedy, at: Array(servers[..<3]))
    servers[0].setOnline(greedy)
    bench.settle()
    bench.want(modest, at: [servers[3]])
    #expect(servers.map { $0.link != nil } == [true, false, true, true])
    bench.run(for: .seconds(60))
    #expect(bench.attempts.count == 4, "and it stays so")
    _ = bench.makePeer()
    let late = bench.makePeer()
    bench.want(late, at: [servers[1]])
    #expect(servers.map { $0.link != nil } == [true, true, false, true])
  }

  @Test func `at the limit, a relay that was never found makes room for one that is new`() {
    let bench = bench { $0.relays = 3 }
    let servers = (0..<4).map { _ in bench.makeRelay() }
    servers[1].isUp = false
    bench.want(bench.makePeer(), at: Array(servers[..<3]))
    let peer = bench.makePeer()
    bench.want(peer, at: [servers[3]])
    #expect(bench.relays.table.count == 3)
    #expect(servers[3].heard(RoutingRequest.self) == [RoutingRequest(peer: peer)])
    servers[1].isUp = true
    bench.run(for: .seconds(60))
    #expect(servers[1].link == nil)
  }

  @Test func `attempts to connect to contacts' relays are made at a rate`() {
    let bench = bench { $0.relayAttempts = RateLimit(burst: 4, perSecond: 1) }
    for _ in 0..<5 { bench.want(bench.makePeer(), at: (0..<2).map { _ in bench.makeRelay() }) }
    #expect(bench.attempts.count == 4)
    bench.run(for: .seconds(3))
    #expect(bench.attempts.count == 7)
    _ = bench.makeOwnRelay()
    #expect(bench.attempts.count == 8, "the owner's do not wait")
  }

  @Test func `no more peers are looked out for than the limit`() {
    let bench = bench { $0.relayPeers = 2 }
    let relay = bench.makeOwnRelay()
    for _ in 0..<3 { bench.want(bench.makePeer()) }
    #expect(relay.heard(RoutingRequest.self).count == 2)
    #expect(bench.context.drops[.overLimit] == 1)
  }

  @Test func `a peer names so many relays, and may then replace one a minute`() {
    let bench = bench { $0.relaysPerPeer = 2 }
    let peer = bench.makePeer()
    let servers = (0..<5).map { _ in bench.makeRelay() }
    bench.want(peer, at: Array(servers[..<2]))
    servers[0].setOnline(peer)
    bench.settle()
    bench.want(peer, at: [servers[2]])
    bench.want(peer, at: [servers[3]])
    bench.run(for: .seconds(10))
    #expect(servers.map { $0.link != nil } == [true, false, true, false, false])
    #expect(bench.context.drops[.overLimit] == 1)
    bench.run(for: .seconds(50))
    bench.want(peer, at: [servers[4]])
    #expect(servers[4].link != nil)
  }

  @Test func `slots go first to the peers that are not reached otherwise`() {
    let bench = bench { $0.relaySlots = 2 }
    let relay = bench.makeOwnRelay()
    let peers = (0..<4).map { _ in bench.makePeer() }
    for peer in peers[..<3] { bench.want(peer) }
    #expect(Set(relay.slots.keys) == Set(peers[..<2]))
    #expect(bench.context.drops[.overLimit] > 0)
    bench.setDirect(peers[0])
    #expect(Set(relay.slots.keys) == [peers[1], peers[2]])
    bench.setDirect(peers[1])
    bench.want(peers[3])
    #expect(Set(relay.slots.keys) == [peers[2], peers[3]])
    // A new connection asks in the same order.
    bench.kill(relay)
    relay.isUp = true
    bench.run(for: .seconds(2))
    #expect(Set(relay.slots.keys) == [peers[2], peers[3]])
  }

  @Test func `where slots are scarce, every peer gets one before any gets two`() {
    let bench = bench { $0.relaySlots = 2 }
    let relays = [bench.makeOwnRelay(), bench.makeOwnRelay()]
    let peers = (0..<5).map { _ in bench.makePeer() }
    for peer in peers { bench.want(peer) }
    #expect(relays.flatMap(\.slots.keys).sorted() == peers[..<4].sorted())
    // New connections come to the same.
    for relay in relays {
      bench.kill(relay)
      relay.isUp = true
    }
    bench.run(for: .seconds(5))
    #expect(relays.flatMap(\.slots.keys).sorted() == peers[..<4].sorted())
  }

  @Test func `a slot that is given back, or needed less, goes to a peer that waits for one`() {
    let bench = bench { $0.relaySlots = 2 }
    let relay = bench.makeOwnRelay()
    let peers = (0..<4).map { _ in bench.makePeer() }
    for peer in peers { bench.want(peer) }
    bench.act { $0.release(peers[0], &$1) }
    #expect(Set(relay.slots.keys) == [peers[1], peers[2]])
    bench.setDirect(peers[1])
    #expect(Set(relay.slots.keys) == [peers[2], peers[3]])
  }

  @Test func `where a relay refuses, the owner's others are asked, and none of them without end`() {
    let bench = RelayBench()
    let relays = (0..<4).map { _ in bench.makeOwnRelay() }
    for relay in relays { relay.slotsMax = 1 }
    let peers = (0..<3).map { _ in bench.makePeer() }
    for peer in peers { bench.want(peer) }
    #expect(Set(relays.flatMap(\.slots.keys)) == Set(peers))
    #expect(relays.map { $0.heard(RoutingRequest.self).count }.reduce(0, +) < 12)
  }

  /// A relay that does not read, for which as many frames wait as may.
  private func benchWithFullRelay() -> (bench: RelayBench, relay: ScriptedRelay, link: RelayLink) {
    let bench = bench { $0.relayHeldFrames = 8 }
    let relay = bench.makeOwnRelay()
    let link = relay.link!
    bench.act { relays, context in relays.setBlocked(link, isBlocked: true, &context) }
    for number in 1...8 { relay.say(RelayPing(id: RequestID(UInt64(number)))) }
    bench.settle()
    #expect(relay.link == link)
    return (bench, relay, link)
  }

  @Test func `with a frame too many waiting, a relay that does not read counts as dead`() {
    let (bench, relay, link) = benchWithFullRelay()
    relay.say(RelayPing(id: RequestID(9)))
    bench.settle()
    #expect(relay.link != link)
  }

  @Test func `one that a request is too many for is left, and tried again`() {
    let (bench, relay, link) = benchWithFullRelay()
    bench.want(bench.makePeer())
    bench.run(for: .seconds(60))
    #expect(relay.link != nil && relay.link != link)
  }

  @Test func `strangers are heard at a rate, of which one relay brings a quarter`() {
    let bench = bench { $0.relayStrangerPackets = RateLimit(burst: 8, perSecond: 1) }
    let servers = [bench.makeOwnRelay(), bench.makeOwnRelay()]
    for server in servers {
      for _ in 0..<4 { server.say(OutOfBandReceived(from: bench.makePeer(), [0x18])) }
    }
    bench.settle()
    #expect(bench.takeReceived().count == 4)
    #expect(bench.context.drops[.overLimit] == 4)
  }

  @Test func `so many strangers can be answered, the latest ones`() {
    let bench = bench { $0.relayStrangers = 2 }
    let relay = bench.makeOwnRelay()
    let strangers = (0..<3).map { _ in bench.makePeer() }
    for stranger in strangers { relay.say(OutOfBandReceived(from: stranger, [0x18])) }
    bench.settle()
    for stranger in strangers { bench.send([0x19], to: stranger) }
    #expect(relay.heard(OutOfBandSend.self).map(\.destination) == Array(strangers[1...]))
  }
}
