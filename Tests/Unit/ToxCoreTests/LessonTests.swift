import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// What went wrong in other implementations, and rules that would have prevented it; see the page
/// "Lessons" of the documentation.
@Suite struct `Lessons` {
  /// A peer that the node does not know, at an address that may be forged.
  private struct Stranger {
    let dht: KeyPair<DHTPublicKey>
    let longTerm: KeyPair<LongTermPublicKey>
    let endpoint: Endpoint

    init(seed: UInt64, at endpoint: Endpoint = Endpoint(.v4(0x0808_0808), port: 33_445)) {
      var generator = SeededGenerator(seed: seed)
      dht = KeyPair(from: &generator)
      longTerm = KeyPair(from: &generator)
      self.endpoint = endpoint
    }

    func box(_ host: Host) throws -> BoxKey {
      guard let box = BoxKey(host.node.dhtKey, dht.secretKey) else { throw WireError.value }
      return box
    }

    func ping(_ host: Host, id: UInt64 = 1) throws -> [UInt8] {
      let payload = PingRequest.Payload(id: RequestID(id))
      return PingRequest(
        sender: dht.publicKey, nonce: Nonce(high: 1, middle: 2, low: id),
        payload: try box(host).seal(payload, nonce: Nonce(high: 1, middle: 2, low: id))
      ).encoded()
    }

    func cookieRequest(_ host: Host, echo: UInt64 = 1) throws -> [UInt8] {
      let payload = CookieRequest.Payload(sender: longTerm.publicKey, echo: echo)
      return CookieRequest(
        sender: dht.publicKey, nonce: Nonce(high: 2, middle: 2, low: echo),
        sealed: try box(host).seal(payload, nonce: Nonce(high: 2, middle: 2, low: echo))
      ).encoded()
    }

    /// An announce request as it arrives over three hops.
    func announceRequest(_ host: Host) throws -> [UInt8] {
      guard let box = BoxKey(host.node.dhtKey, longTerm.secretKey) else { throw WireError.value }
      let payload = AnnounceRequest.Payload(
        pingID: .none, searchedKey: longTerm.publicKey, dataKey: .none, sendback: RequestID(1))
      let request = AnnounceRequest(
        nonce: Nonce(high: 3, middle: 3, low: 3), requester: longTerm.publicKey,
        sealed: box.seal(payload, nonce: Nonce(high: 3, middle: 3, low: 3)))
      return request.encoded() + [UInt8](repeating: 1, count: OnionReturn.size(hops: 3))
    }
  }

  /// A node, and what it sends.
  private final class Host {
    var node: ToxNode

    init() {
      var generator = SeededGenerator(seed: 77)
      node = ToxNode(
        identity: Identity(from: &generator), entropy: generator, now: .seconds(0))
    }

    var drops: DropCounters { node.drops }
    var key: LongTermPublicKey { node.context.longTerm.publicKey }
    var nextWake: Instant? { node.context.timers.next()?.instant }

    func receive(_ bytes: [UInt8], from endpoint: Endpoint, now: Now) {
      node.receive(bytes.span, from: endpoint, now: now)
    }

    /// Takes what the node sends: to one address, or to all.
    func sent(to endpoint: Endpoint? = nil) -> [Transmit] {
      var datagrams: [Transmit] = []
      while let output = node.nextOutput() {
        guard case .transmit(let datagram) = output else { continue }
        if endpoint == nil || datagram.endpoint == endpoint { datagrams.append(datagram) }
      }
      return datagrams
    }
  }

  /// A node that knows eight others over IPv6, whose addresses make the longest answers.
  private func makeKnowingNode() throws -> Host {
    let host = Host()
    for number in 0..<8 as Range<UInt64> {
      let address = IPAddress.v6(0x2001_0db8_0000_0000, number + 1)
      let peer = Stranger(seed: 100 + number, at: Endpoint(address, port: 33_445))
      host.node.bootstrap(peer.endpoint, peer.dht.publicKey, now: .seconds(1))
      let asked = try #require(
        host.sent(to: peer.endpoint).first { $0.bytes[0] == NodesRequest.kind })
      let request = try NodesRequest(decoding: asked.bytes)
      let box = try peer.box(host)
      let question = try #require(
        box.open(request.payload, nonce: request.nonce, as: NodesRequest.Payload.self))
      let answer = NodesResponse(
        sender: peer.dht.publicKey, nonce: Nonce(high: 4, middle: 4, low: number),
        payload: box.seal(
          NodesResponse.Payload(nodes: [], id: question.id),
          nonce: Nonce(high: 4, middle: 4, low: number)))
      host.receive(answer.encoded(), from: peer.endpoint, now: .seconds(1))
    }
    _ = host.sent()
    return host
  }

  // MARK: Amplification

  /// A packet that any peer can send, from an address that may be forged.
  enum Unauthenticated: CaseIterable {
    case ping, nodes, cookie, announce, extendedAnnounce, bootstrapInfo, noise

    /// Bytes sent to the named source for each byte that came from it, in hundredths.
    var ratioMax: Int {
      switch self {
      // The answer, and once a ping of ours.
      case .ping: 200
      case .nodes: 330
      case .cookie: 112
      case .announce, .extendedAnnounce: 135
      case .bootstrapInfo, .noise: 0
      }
    }
  }

  private func packet(
    _ kind: Unauthenticated, of stranger: Stranger, to host: Host
  ) throws -> [UInt8] {
    switch kind {
    case .ping: return try stranger.ping(host)
    case .nodes:
      let payload = NodesRequest.Payload(target: host.node.dhtKey, id: RequestID(1))
      return NodesRequest(
        sender: stranger.dht.publicKey, nonce: Nonce(high: 5, middle: 5, low: 5),
        payload: try stranger.box(host).seal(payload, nonce: Nonce(high: 5, middle: 5, low: 5))
      ).encoded()
    case .cookie: return try stranger.cookieRequest(host)
    case .announce: return try stranger.announceRequest(host)
    case .extendedAnnounce:
      return [ExtendedAnnounceRequest.kind] + (try stranger.announceRequest(host).dropFirst())
    case .bootstrapInfo: return BootstrapInfoRequest().encoded()
    case .noise: return [Handshake.kind] + [UInt8](repeating: 9, count: 384)
    }
  }

  @Test(arguments: Unauthenticated.allCases)
  func `no source gets many more bytes out of us than it sent`(kind: Unauthenticated) throws {
    let host = try makeKnowingNode()
    let victim = Stranger(seed: 5)
    let bytes = try packet(kind, of: victim, to: host)
    host.receive(bytes, from: victim.endpoint, now: .seconds(2))
    var answers = host.sent(to: victim.endpoint)
    for second in 3...60 as ClosedRange<Int64> {
      host.node.advance(to: .seconds(second))
      answers += host.sent(to: victim.endpoint)
    }
    let size = answers.reduce(0) { $0 + $1.bytes.count }
    #expect(size * 100 <= bytes.count * kind.ratioMax, "\(size) bytes for \(bytes.count)")
    #expect((size > 0) == (kind.ratioMax > 0))
  }

  @Test func `every answer to a stranger is one datagram`() throws {
    let host = try makeKnowingNode()
    let stranger = Stranger(seed: 6)
    for kind in Unauthenticated.allCases where kind.ratioMax > 0 {
      let bytes = try packet(kind, of: stranger, to: host)
      host.receive(bytes, from: stranger.endpoint, now: .seconds(2))
      let answers = host.sent(to: stranger.endpoint).filter { $0.bytes[0] != PingRequest.kind }
      #expect(answers.count == 1, "\(kind)")
    }
  }

  // MARK: State

  @Test func `two thousand forged sources leave no session, no contact and a full table at most`()
    throws
  {
    let host = Host()
    for number in 0..<2_000 as Range<UInt64> {
      let stranger = Stranger(
        seed: number, at: Endpoint(.v4(UInt32(0x0900_0000 + number * 257)), port: 7))
      for bytes in [
        try stranger.ping(host), try stranger.cookieRequest(host),
        try stranger.announceRequest(host), [Handshake.kind] + [UInt8](repeating: 1, count: 384),
        [SessionData.kind] + [UInt8](repeating: 1, count: 60),
      ] {
        host.receive(bytes, from: stranger.endpoint, now: .milliseconds(Int64(number)))
      }
      _ = host.sent()
    }
    #expect(host.node.sessions.count == 0)
    #expect(host.node.announcements.count == 0)
    #expect(host.node.dht.closeList.nodes.isEmpty)
    #expect(host.node.dht.newcomers.count <= host.node.context.limits.dhtNewcomers)
  }

  // MARK: Keys

  /// All points whose order is small, and other spellings of them: libsodium's list.
  static let lowOrder: [[UInt8]] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].compactMap { [UInt8](hex: $0) }

  @Test(arguments: lowOrder)
  func `a key of low order opens nothing, whatever it is a key of`(key: [UInt8]) throws {
    let host = Host()
    let source = Endpoint(.v4(0x0808_0808), port: 33_445)
    // A peer that knows the shared secret of such a key, zero, could seal for it.
    let nonce = Nonce(high: 1, middle: 1, low: 1)
    func box(_ size: Int) -> Sealed { Sealed([UInt8](repeating: 3, count: size + 16)) }
    let dhtKey = DHTPublicKey(key)
    var packets: [[UInt8]] = []
    packets.append(PingRequest(sender: dhtKey, nonce: nonce, payload: box(9)).encoded())
    packets.append(NodesRequest(sender: dhtKey, nonce: nonce, payload: box(40)).encoded())
    packets.append(CookieRequest(sender: dhtKey, nonce: nonce, sealed: box(72)).encoded())
    let destination = host.node.dhtKey
    packets.append(
      DHTRequest(destination: destination, sender: dhtKey, nonce: nonce, data: box(9)).encoded())
    let layerKey = EphemeralPublicKey(key)
    packets.append(
      OnionRequest0(nonce: nonce, key: layerKey, sealed: box(300), returnPath: .none).encoded())
    let requester = LongTermPublicKey(key)
    packets.append(
      AnnounceRequest(nonce: nonce, requester: requester, sealed: box(104)).encoded()
        + [UInt8](repeating: 1, count: OnionReturn.size(hops: 3)))
    packets.append(
      OnionDataResponse(nonce: nonce, temporaryKey: layerKey, sealed: box(80)).encoded())
    for packet in packets {
      let before = host.drops[.undecryptable]
      host.receive(packet, from: source, now: .seconds(1))
      #expect(host.drops[.undecryptable] == before + 1, "kind \(packet[0])")
    }
    #expect(host.sent(to: source).isEmpty)
    let secret = KeyPair<SessionPublicKey>(from: &host.node.context.entropy).secretKey
    #expect(BoxKey(SessionPublicKey(key), secret) == nil)
    #expect(BoxKey(OnionDataPublicKey(key), secret) == nil)
  }

  @Test func `a handshake whose session key has low order makes no session`() throws {
    let host = Host()
    let peer = Stranger(seed: 9)
    _ = try host.node.addFriend(peer.longTerm.publicKey, now: .seconds(1))
    host.receive(try peer.cookieRequest(host), from: peer.endpoint, now: .seconds(1))
    let answer = try CookieResponse(
      decoding: try #require(host.sent(to: peer.endpoint).last).bytes)
    let cookie = try #require(
      try peer.box(host).open(
        answer.sealed, nonce: answer.nonce, as: CookieResponse.Payload.self)
    ).cookie
    let box = try #require(BoxKey(host.key, peer.longTerm.secretKey))
    let payload = Handshake.Payload(
      baseNonce: Nonce(high: 1, middle: 1, low: 1), sessionKey: SessionPublicKey(.zero),
      cookieHash: Hash.sha512(cookie.encoded()), cookie: cookie)
    let handshake = Handshake(
      cookie: cookie, nonce: Nonce(high: 8, middle: 8, low: 8),
      sealed: box.seal(payload, nonce: Nonce(high: 8, middle: 8, low: 8)))
    host.receive(handshake.encoded(), from: peer.endpoint, now: .seconds(1))
    #expect(host.drops[.badHandshake] == 1)
    #expect(host.sent(to: peer.endpoint).isEmpty)
  }

  // MARK: Clocks

  @Test(arguments: [UInt64(0), 1_000, 1_900_000_000, .max])
  func `a wall clock that is set moves no timer and ages no cookie`(unixSeconds: UInt64) throws {
    let peer = Stranger(seed: 9)
    func play(unixSeconds: UInt64) throws -> (kinds: [UInt8], wake: Instant?) {
      let host = Host()
      _ = try host.node.addFriend(peer.longTerm.publicKey, now: .seconds(1))
      host.node.bootstrap(peer.endpoint, peer.dht.publicKey, now: .seconds(1))
      var now = Now.seconds(2)
      now.unixSeconds = unixSeconds
      host.node.advance(to: now)
      host.receive(try peer.cookieRequest(host), from: peer.endpoint, now: now)
      return (host.sent().map { $0.bytes[0] }, host.nextWake)
    }
    let usual = try play(unixSeconds: 1_700_000_002)
    let odd = try play(unixSeconds: unixSeconds)
    #expect(odd.kinds == usual.kinds && odd.kinds.contains(CookieResponse.kind))
    #expect(odd.wake == usual.wake)
  }

  // MARK: Addresses

  @Test(arguments: [
    IPAddress.v4(0), .v4(0xffff_ffff), .v4(0xe000_0001), .v4(0xefff_fffa), .v6(0, 0),
    .v6(0xff02_0000_0000_0000, 1), .v6(0xff0e_0000_0000_0000, 1),
  ])
  func `nothing is sent for others to what is no host's address`(address: IPAddress) throws {
    let host = Host()
    let source = Stranger(seed: 4)
    let target = Endpoint(address, port: 53)
    let layer = OnionRelayLayer(
      next: target, key: EphemeralPublicKey(source.dht.publicKey.bytes32),
      sealed: Sealed([UInt8](repeating: 1, count: 200)))
    let request = OnionRequest0(
      nonce: Nonce(high: 1, middle: 1, low: 1),
      key: EphemeralPublicKey(source.dht.publicKey.bytes32),
      sealed: try source.box(host).seal(layer, nonce: Nonce(high: 1, middle: 1, low: 1)),
      returnPath: .none)
    host.receive(request.encoded(), from: source.endpoint, now: .seconds(1))
    #expect(host.drops[.unroutable] == 1)
    // A neighbour's word does not make it one either.
    let neighbour = Endpoint(.v4(0xc0a8_0105), port: 33_445)
    host.receive(request.encoded(), from: neighbour, now: .seconds(1))
    #expect(host.drops[.unroutable] == 2)
    #expect(host.sent(to: target).isEmpty)
  }
}
