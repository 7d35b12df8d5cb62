import Testing
import ToxCore
import ToxWire

@testable import ToxSimulation

@Suite struct `The virtual network` {
  private var network = VirtualNetwork(generator: SeededGenerator(seed: 1))
  private let start = Instant(nanoseconds: 0)

  private func datagram(_ count: Int = 1) -> [UInt8] { [UInt8](repeating: 7, count: count) }

  /// Sends one datagram; what arrives at the far end, if it does.
  private mutating func deliver(
    from host: HostID, to endpoint: Endpoint, _ size: Int = 1, at now: Instant? = nil
  ) -> [Delivery] {
    let now = now ?? start
    return network.send(Transmit(datagram(size), to: endpoint), from: host, now: now)
      .compactMap { network.arrive($0.flight, now: $0.arrival) }
  }

  @Test mutating func `a datagram arrives with its sender's address`() throws {
    let one = network.addHost(at: .internet)
    let other = network.addHost(at: .internet)
    let delivery = try #require(deliver(from: one, to: network.endpoint(of: other)).first)
    #expect(delivery.host == other)
    #expect(delivery.source == network.endpoint(of: one))
    #expect(delivery.bytes == datagram())
  }

  @Test mutating func `what is longer than 2048 bytes is lost`() {
    let one = network.addHost(at: .internet)
    let other = network.addHost(at: .internet)
    let target = network.endpoint(of: other)
    #expect(deliver(from: one, to: target, 2_048).count == 1)
    #expect(deliver(from: one, to: target, 2_049).isEmpty)
    #expect(network.losses.tooLong == 1)
  }

  @Test mutating func `loss and duplication come as often as asked`() {
    network.profile.loss = .percent(30)
    network.profile.duplicate = .percent(10)
    let one = network.addHost(at: .internet)
    let other = network.addHost(at: .internet)
    let target = network.endpoint(of: other)
    let arrived = (0..<10_000).map { _ in deliver(from: one, to: target).count }
    #expect((2_800...3_200).contains(arrived.count { $0 == 0 }))
    #expect((600...800).contains(arrived.count { $0 == 2 }))
  }

  @Test mutating func `a link's own profile holds both ways and for no other`() {
    let hosts = (0..<3).map { _ in network.addHost(at: .internet) }
    var cut = LinkProfile()
    cut.loss = .always
    network.setProfile(cut, between: hosts[0], and: hosts[1])
    #expect(deliver(from: hosts[0], to: network.endpoint(of: hosts[1])).isEmpty)
    #expect(deliver(from: hosts[1], to: network.endpoint(of: hosts[0])).isEmpty)
    #expect(deliver(from: hosts[0], to: network.endpoint(of: hosts[2])).count == 1)
  }

  @Test mutating func `a partition separates its sides and no other hosts`() {
    let hosts = (0..<3).map { _ in network.addHost(at: .internet) }
    network.partition([[hosts[0]], [hosts[1]]])
    #expect(deliver(from: hosts[0], to: network.endpoint(of: hosts[1])).isEmpty)
    #expect(deliver(from: hosts[0], to: network.endpoint(of: hosts[2])).count == 1)
    network.heal()
    #expect(deliver(from: hosts[0], to: network.endpoint(of: hosts[1])).count == 1)
  }

  @Test mutating func `a broadcast reaches the neighbours only`() {
    let home = network.addSite(.fullCone)
    let hosts = (0..<3).map { _ in network.addHost(at: home) }
    let elsewhere = network.addSite(.fullCone)
    _ = network.addHost(at: elsewhere)
    let deliveries = deliver(from: hosts[0], to: network.broadcastEndpoints(of: hosts[0])[0])
    #expect(deliveries.map(\.host) == [hosts[1], hosts[2]])
    #expect(deliveries.allSatisfy { $0.source == network.endpoint(of: hosts[0]) })
  }

  /// Which senders each kind of router accepts: the one sent to, the same address from another
  /// port, a stranger.
  @Test(arguments: [
    (NATKind.fullCone, [true, true, true]), (.restricted, [true, true, false]),
    (.portRestricted, [true, false, false]), (.symmetric, [true, false, false]),
  ])
  mutating func `a router accepts the sources that its kind does`(
    _ kind: NATKind, _ expected: [Bool]
  ) throws {
    let inner = Endpoint(.v4(0x0a00_0001), port: 33445)
    let peer = Endpoint(.v4(0xcb00_7101), port: 33445)
    var router = AddressTranslator(kind, address: .v4(0xc633_6401))
    let outer = router.translateOutgoing(from: inner, to: peer, now: start)
    let sources = [
      peer, Endpoint(peer.address, port: 1), Endpoint(.v4(0xcb00_7102), port: 33445),
    ]
    let isLetIn = sources.map {
      router.translateIncoming(to: outer.port, from: $0, now: start) == inner
    }
    #expect(isLetIn == expected)
  }

  @Test func `only a symmetric router changes its port for each destination`() {
    let inner = Endpoint(.v4(0x0a00_0001), port: 33445)
    let destinations = (1...2).map { Endpoint(.v4(0xcb00_7100 + $0), port: 33445) }
    for kind in NATKind.allCases {
      var router = AddressTranslator(kind, address: .v4(0xc633_6401))
      let outer = destinations.map { router.translateOutgoing(from: inner, to: $0, now: start) }
      #expect((outer[0] == outer[1]) == (kind != .symmetric))
    }
  }

  @Test func `a mapping that is not used is forgotten`() {
    let inner = Endpoint(.v4(0x0a00_0001), port: 33445)
    let peer = Endpoint(.v4(0xcb00_7101), port: 33445)
    var router = AddressTranslator(.fullCone, address: .v4(0xc633_6401))
    let outer = router.translateOutgoing(from: inner, to: peer, now: start)
    let late = start + AddressTranslator.mappingLifetime + .milliseconds(1)
    #expect(router.translateIncoming(to: outer.port, from: peer, now: late) == nil)
  }
}

@Suite struct `Repeatable numbers` {
  @Test func `the generator gives the numbers of SplitMix64's reference`() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }

  @Test func `FNV-1a gives the value of its reference`() {
    var digest = FNV1a64()
    digest.combine([UInt8]("foobar".utf8))
    #expect(digest.value == 0x8594_4171_f739_67e8)
  }

  @Test func `each purpose has a stream of its own`() {
    var one = SeededGenerator(seed: 1, purpose: "network")
    var other = SeededGenerator(seed: 1, purpose: "identity")
    #expect(one.next() != other.next())
  }
}
