import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `A contact at relays` {
  private let bench = FriendsBench()
  private let noReplay: UInt64 = 1_699_999_000

  private func relay(_ number: UInt32) -> PackedNode {
    let endpoint = Endpoint(.v4(0x0a01_0000 + number), port: 33_445)
    return PackedNode(TransportEndpoint(.tcp, endpoint), bench.dhtKey())
  }

  private func relaysReach(_ id: FriendID, dhtKey key: DHTPublicKey, isReachable: Bool = true) {
    bench.friends.relaysReach(id, dhtKey: key, isReachable: isReachable, &bench.context)
  }

  private func relaysAsked(_ id: FriendID, _ key: DHTPublicKey) {
    bench.friends.relaysAsked(for: id, key, &bench.context)
  }

  @Test func `once relays reach its DHT key a session is opened over them`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    _ = bench.notices()
    relaysReach(id, dhtKey: bench.dhtKey())
    #expect(bench.said() == [])
    relaysReach(id, dhtKey: key)
    #expect(
      bench.said() == [
        .openSession(id, person.publicKey, key, nil), .setRelayed(bench.sessionOpened, true),
      ])
    relaysReach(id, dhtKey: key)
    #expect(bench.said() == [])
    relaysReach(id, dhtKey: key, isReachable: false)
    #expect(bench.said() == [.setRelayed(bench.sessionOpened, false)])
    bench.dhtFinds(id, key)
    #expect(bench.said() == [.setEndpoint(bench.sessionOpened, FriendsBench.home)])
  }

  /// A contact that has come back under a new DHT key can't ask relays for ours before it knows it.
  @Test func `a contact is tried at relays before it asks for us there`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    _ = bench.notices()
    relaysAsked(id, bench.dhtKey())
    #expect(bench.said() == [])
    relaysAsked(id, key)
    let attempt = FriendNotice.openSession(id, person.publicKey, key, nil)
    #expect(bench.said() == [attempt, .setRelayed(bench.sessionOpened, true)])
    relaysAsked(id, key)
    #expect(bench.said() == [])
    // It was not there, and is now: no pause is left.
    bench.closed(bench.sessionOpened, .timedOut)
    #expect(bench.said() == [])
    relaysReach(id, dhtKey: key)
    #expect(bench.notices().first == attempt)
  }

  @Test func `a session that came over a relay counts like another`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    _ = bench.notices()
    let key = bench.dhtKey()
    let session = SessionID(77)
    bench.friends.sessionIncoming(
      session, from: person.publicKey, dhtKey: key, isRelayed: true, &bench.context)
    #expect(
      bench.said() == [.searchDHT(id, key, hints: []), .setRelayed(session, true)])
    bench.established(session)
    bench.says(Online(), on: session)
    bench.arrived(session)
    #expect(bench.events() == [.friendOnline(id)])
  }

  @Test func `the relays that it names are used, and remembered under its next DHT key`() throws {
    let contact = try bench.onlineContact()
    let relays = [relay(1), relay(2)]
    bench.says(ShareRelays(relays), on: contact.session)
    #expect(bench.said() == [.useRelays(contact.id, relays)])
    bench.closed(contact.session, .kill)
    _ = bench.notices()
    let other = bench.dhtKey()
    bench.dhtKeyPacket(from: contact.person, other, noReplay: noReplay)
    let notices = bench.notices()
    #expect(notices.contains(.searchDHT(contact.id, other, hints: [])))
    #expect(notices.last == .useRelays(contact.id, relays))
  }

  @Test func `it is told our relays when it comes online, when they change, every two minutes`()
    throws
  {
    let relays = (1...4).map { relay($0) }
    bench.context.connectedRelays = [RelayNode(relays[0])]
    let contact = try bench.establishedContact()
    bench.says(Online(), on: contact.session)
    _ = bench.notices()
    func told() -> [ShareRelays] {
      bench.sent().compactMap { if case .shareRelays(let packet) = $0 { packet } else { nil } }
    }
    #expect(told() == [ShareRelays([relays[0]])])
    func live(until seconds: Int64) {
      while bench.now.monotonic < Now.seconds(seconds).monotonic {
        bench.advance(to: Now(monotonic: bench.now.monotonic + .seconds(8), unixSeconds: 0))
        bench.says(Alive(), on: contact.session)
      }
    }
    live(until: 100)
    #expect(told() == [])
    bench.context.connectedRelays = relays.map(RelayNode.init)
    live(until: 112)
    #expect(told() == [ShareRelays(Array(relays.prefix(3)))])
    live(until: 240)
    #expect(told().count == 1)
  }

  @Test func `contacts are not told of a relay that is known by its host name alone`() {
    let named = RelayNode(bench.dhtKey(), at: .host("relay.example", port: 443))
    let node = relay(1)
    bench.context.connectedRelays = [named, RelayNode(node)]
    #expect(bench.context.relaysToTell == [node])
  }

  @Test func `in turn our DHT-key packets name all of our relays`() throws {
    bench.context.connectedRelays = (1...5).map { RelayNode(relay($0)) }
    let id = try bench.add(bench.person())
    bench.onionFinds(id)
    bench.advance(to: .seconds(130))
    let named = try bench.notices().flatMap { notice -> [PackedNode] in
      guard case .sendOnion(id, let bytes) = notice else { return [] }
      let nodes = try DHTKeyPacket(decoding: bytes).nodes
      #expect(nodes.count == 2)
      return nodes
    }
    #expect(Set(named) == Set(bench.context.relaysToTell))
  }

  @Test func `our DHT-key packet names two of our relays, then nodes near us`() throws {
    bench.context.connectedRelays = (1...3).map { RelayNode(relay($0)) }
    bench.directory.nodes = (1...4).map {
      PackedNode(udp: Endpoint(.v4(0x0a00_0100 + $0), port: 33_445), bench.dhtKey())
    }
    let id = try bench.add(bench.person())
    _ = bench.notices()
    bench.onionFinds(id)
    let packet = DHTKeyPacket(
      noReplay: 1_700_000_000, key: bench.context.dht.publicKey,
      nodes: Array(bench.context.relaysToTell[1...] + bench.directory.nodes[..<2]))
    #expect(bench.said() == [.sendOnion(id, packet.encoded())])
  }
}
