import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Finding a contact` {
  private let bench = FriendsBench()
  private let noReplay: UInt64 = 1_699_999_000

  @Test func `a new contact is looked for in the onion, and nothing else`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    #expect(bench.said() == [.searchOnion(id, person.publicKey, isAwaited: false)])
    bench.advance(to: .seconds(600))
    #expect(bench.said() == [])
  }

  @Test func `found in the onion it is told our DHT key at once and every 30 s`() throws {
    bench.directory.nodes = [PackedNode(udp: FriendsBench.home, bench.dhtKey())]
    let id = try bench.add(bench.person())
    _ = bench.notices()
    bench.onionFinds(id)
    let packet = DHTKeyPacket(
      noReplay: 1_700_000_000, key: bench.context.dht.publicKey, nodes: bench.directory.nodes)
    #expect(bench.said() == [.sendOnion(id, packet.encoded())])
    bench.advance(to: .milliseconds(29_999))
    #expect(bench.said() == [])
    bench.advance(to: .seconds(30))
    let next = DHTKeyPacket(
      noReplay: 1_700_000_030, key: packet.key, nodes: bench.directory.nodes)
    #expect(bench.said() == [.sendOnion(id, next.encoded())])
    bench.advance(to: .seconds(90))
    #expect(bench.notices().count == 2)
  }

  @Test func `a DHT-key packet starts a search over its UDP nodes`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    _ = bench.notices()
    let key = bench.dhtKey()
    let node = PackedNode(udp: FriendsBench.home, bench.dhtKey())
    let relay = PackedNode(TransportEndpoint(.tcp, FriendsBench.home), bench.dhtKey())
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay, nodes: [relay, node])
    #expect(bench.said() == [.searchDHT(id, key, hints: [node]), .useRelays(id, [relay])])
  }

  @Test func `while it is searched, our DHT key goes to it over the DHT too, every 20 s`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    bench.dhtKeyPacket(from: person, bench.dhtKey(), noReplay: noReplay)
    _ = bench.notices()
    bench.advance(to: .seconds(45))
    let payloads = bench.notices().compactMap {
      if case .sendDHTRequest(id, let payload) = $0 { payload } else { nil }
    }
    #expect(payloads.count == 3)
    let request = try SealedDHTKeyPacket(decoding: try #require(payloads.last))
    #expect(request.sender == bench.context.longTerm.publicKey)
    let boxKey = try #require(BoxKey(request.sender, person.secretKey))
    let packet: DHTKeyPacket = try #require(boxKey.open(request.sealed, nonce: request.nonce))
    #expect(packet.key == bench.context.dht.publicKey && packet.noReplay == 1_700_000_042)
  }

  @Test func `a DHT-key packet counts only with a greater number than the last`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    _ = bench.notices()
    bench.dhtKeyPacket(from: person, bench.dhtKey(), noReplay: noReplay)
    bench.dhtKeyPacket(from: person, bench.dhtKey(), noReplay: noReplay - 1)
    #expect(bench.said() == [])
    #expect(bench.context.drops[.duplicate] == 2)
    let other = bench.dhtKey()
    bench.dhtKeyPacket(from: person, other, noReplay: noReplay + 1)
    #expect(bench.said() == [.stopDHTSearch(id), .searchDHT(id, other, hints: [])])
  }

  @Test func `a DHT-key packet of a stranger is dropped`() throws {
    bench.dhtKeyPacket(from: bench.person(), bench.dhtKey(), noReplay: noReplay)
    #expect(bench.said() == [])
    #expect(bench.context.drops[.notAContact] == 1)
  }

  @Test func `what a stranger said of its DHT key counts once it is a contact`() throws {
    let stranger = bench.person()
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: stranger, key, noReplay: noReplay)
    bench.dhtKeyPacket(from: stranger, bench.dhtKey(), noReplay: noReplay - 1)
    let id = try bench.add(stranger)
    #expect(
      bench.said() == [
        .searchOnion(id, stranger.publicKey, isAwaited: true), .searchDHT(id, key, hints: []),
      ])
    bench.dhtKeyPacket(from: stranger, key, noReplay: noReplay)
    #expect(bench.context.drops[.duplicate] == 1)
  }

  @Test func `what a stranger said long ago, or before many others, counts for nothing`() throws {
    var limits = Limits()
    limits.strangerDHTKeys = 2
    let bench = FriendsBench(limits: limits)
    let strangers = (0..<4).map { _ in bench.person() }
    bench.dhtKeyPacket(from: strangers[0], bench.dhtKey(), noReplay: noReplay)
    for stranger in strangers[1...2] {
      bench.dhtKeyPacket(from: stranger, bench.dhtKey(), noReplay: noReplay)
    }
    let crowdedOut = try bench.add(strangers[0])
    #expect(bench.said() == [.searchOnion(crowdedOut, strangers[0].publicKey, isAwaited: false)])
    bench.advance(to: .seconds(122))
    let late = try bench.add(strangers[1])
    #expect(bench.said() == [.searchOnion(late, strangers[1].publicKey, isAwaited: false)])
  }

  @Test func `a DHT-key packet over the DHT must name the key that sent it`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    _ = bench.notices()
    let key = bench.dhtKey()
    let boxKey = try #require(BoxKey(bench.context.longTerm.publicKey, person.secretKey))
    let packet = DHTKeyPacket(noReplay: noReplay, key: key, nodes: [])
    let request = SealedDHTKeyPacket(
      sender: person.publicKey, nonce: Nonce(high: 1, middle: 2, low: 3),
      sealed: boxKey.seal(packet, nonce: Nonce(high: 1, middle: 2, low: 3)))
    func receive(_ bytes: [UInt8], from sender: DHTPublicKey) {
      bench.friends.receiveDHTKeyRequest(bytes, from: sender, &bench.context)
    }
    receive(request.encoded(), from: bench.dhtKey())
    receive([1, 2, 3], from: key)
    #expect(bench.context.drops[.malformed] == 2)
    var damaged = request
    damaged.sealed.bytes[20] ^= 1
    receive(damaged.encoded(), from: key)
    #expect(bench.context.drops[.undecryptable] == 1)
    var strange = request
    strange.sender = bench.person().publicKey
    receive(strange.encoded(), from: key)
    #expect(bench.context.drops[.notAContact] == 1)
    #expect(bench.said() == [])
    receive(request.encoded(), from: key)
    #expect(bench.said() == [.searchDHT(id, key, hints: [])])
  }

  @Test func `once its DHT key answers a session is opened there`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    _ = bench.notices()
    bench.dhtFinds(id, key)
    #expect(bench.said() == [.openSession(id, person.publicKey, key, FriendsBench.home)])
    bench.dhtFinds(id, key)
    #expect(bench.said() == [])
    bench.dhtFinds(id, key, at: FriendsBench.elsewhere)
    #expect(bench.said() == [.setEndpoint(bench.sessionOpened, FriendsBench.elsewhere)])
    bench.dhtFinds(id, bench.dhtKey(), at: FriendsBench.home)
    #expect(bench.said() == [])
  }

  @Test func `a DHT key without news for 122 s is forgotten, with its session`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    bench.advance(to: .seconds(100))
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay + 100)
    bench.dhtFinds(id, key)
    _ = bench.notices()
    let session = bench.sessionOpened
    bench.advance(to: .milliseconds(221_999))
    #expect(!bench.notices().contains(.stopDHTSearch(id)))
    bench.advance(to: .seconds(222))
    #expect(
      bench.said() == [.closeSession(session), .stopDHTSearch(id), .restartOnionSearch(id)])
    bench.advance(to: .seconds(900))
    #expect(bench.said() == [])
  }

  @Test func `another DHT key drops the session under the old one`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    bench.dhtFinds(id, key)
    _ = bench.notices()
    let session = bench.sessionOpened
    let other = bench.dhtKey()
    bench.dhtKeyPacket(from: person, other, noReplay: noReplay + 1)
    #expect(
      bench.said() == [
        .closeSession(session), .stopDHTSearch(id), .searchDHT(id, other, hints: []),
      ])
    bench.established(session)
    #expect(bench.said() == [.closeSession(session)])
  }

  @Test func `a remembered address is tried at once, beside the search`() throws {
    let person = bench.person()
    let key = bench.dhtKey()
    let id = try bench.friends.add(person.publicKey, hint: (key, FriendsBench.home), &bench.context)
    #expect(
      bench.said() == [
        .searchOnion(id, person.publicKey, isAwaited: false), .searchDHT(id, key, hints: []),
        .openSession(id, person.publicKey, key, FriendsBench.home),
      ])
  }

  @Test func `a handshake under another DHT key has that searched, and proves no address`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
    _ = bench.notices()
    let other = bench.dhtKey()
    bench.friends.dhtKeyChanged(of: person.publicKey, to: other, &bench.context)
    #expect(bench.said() == [.stopDHTSearch(id), .searchDHT(id, other, hints: [])])
  }
}
