import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// A node that serves as a relay, its clients, and the time: what a test of the relay plays with.
final class ServedRelay {
  var node: ToxNode
  private(set) var now = Now.seconds(1)
  private var visitors: [RelayClientID: RelayVisitor] = [:]
  private var idNext: UInt64 = 1
  private var generator = SeededGenerator(seed: 77)
  /// The clients that the relay disconnected, in order.
  private(set) var closed: [RelayClientID] = []
  /// What the relay said about reading, in order.
  private(set) var reading: [RelayClientID: [Bool]] = [:]
  private(set) var datagrams: [Transmit] = []
  private(set) var wakeAt: Instant?

  init(_ change: (inout Limits) -> Void = { _ in }) {
    var limits = Limits()
    change(&limits)
    var entropy = SeededGenerator(seed: 5)
    node = ToxNode(
      identity: Identity(from: &entropy), limits: limits, entropy: SeededGenerator(seed: 6),
      now: now)
    node.serveRelay(now: now)
  }

  /// A host of the Internet, one a network.
  static func endpoint(network: Int, host: Int = 1, port: UInt16 = 4_000) -> Endpoint {
    Endpoint(.v4(0x0800_0000 | UInt32(network) << 8 | UInt32(host)), port: port)
  }

  /// A connection on which nothing was said yet.
  func knock(from source: Endpoint = endpoint(network: 1)) -> RelayClientID {
    let id = RelayClientID(idNext)
    idNext += 1
    visitors[id] = RelayVisitor(KeyPair(from: &generator))
    node.clientConnected(id, from: source, now: now)
    drain()
    return id
  }

  /// A connection with its handshake done but for the first frame.
  func greet(
    from source: Endpoint = endpoint(network: 1), as pair: KeyPair<DHTPublicKey>? = nil
  ) -> RelayClientID {
    let id = knock(from: source)
    if let pair { visitors[id] = RelayVisitor(pair) }
    write(hello(of: id), on: id)
    return id
  }

  /// A client that asked for no peer yet.
  func join(
    from source: Endpoint = endpoint(network: 1), as pair: KeyPair<DHTPublicKey>? = nil
  ) -> RelayClientID {
    let id = greet(from: source, as: pair)
    send(RelayPing(id: RequestID(1)), on: id)
    _ = take(id)
    return id
  }

  /// Two clients that asked for each other, and their slots.
  func joinPair() -> (first: RelayClientID, second: RelayClientID) {
    let first = join(from: Self.endpoint(network: 1))
    let second = join(from: Self.endpoint(network: 2))
    send(RoutingRequest(peer: key(second)), on: first)
    send(RoutingRequest(peer: key(first)), on: second)
    _ = (take(first), take(second))
    return (first, second)
  }

  func key(_ id: RelayClientID) -> DHTPublicKey { visitors[id]!.pair.publicKey }

  func pair(_ id: RelayClientID) -> KeyPair<DHTPublicKey> { visitors[id]!.pair }

  func hello(of id: RelayClientID) -> [UInt8] {
    visitors[id]!.hello(to: node.dhtKey, &generator)
  }

  /// The frame that holds this, the client's next.
  func frame(_ plaintext: [UInt8], on id: RelayClientID) -> [UInt8] {
    visitors[id]!.frame(plaintext)
  }

  func send(_ plaintext: [UInt8], on id: RelayClientID) {
    write(frame(plaintext, on: id), on: id)
  }

  func send(_ packet: some WireValue, on id: RelayClientID) {
    send(packet.encoded(), on: id)
  }

  /// Raw bytes of a client.
  func write(_ bytes: [UInt8], on id: RelayClientID) {
    node.receive(bytes.span, from: id, now: now)
    drain()
  }

  func hangUp(_ id: RelayClientID) {
    node.clientClosed(id, now: now)
    drain()
  }

  func block(_ id: RelayClientID, _ isBlocked: Bool = true) {
    node.clientBlocked(id, isBlocked, now: now)
    drain()
  }

  /// A datagram comes to the node.
  func receive(_ datagram: [UInt8], from source: Endpoint) {
    node.receive(datagram.span, from: source, now: now)
    drain()
  }

  /// What a client was sent since it was last asked.
  func take(_ id: RelayClientID) -> [RelayPacket.FromRelay] {
    visitors[id]!.takeReceived().compactMap { plaintext in
      let packet = try? RelayPacket.FromRelay(decoding: plaintext.span)
      if packet == nil { Issue.record("a relay sends what no client takes") }
      return packet
    }
  }

  /// The same, undecoded.
  func takePlaintexts(_ id: RelayClientID) -> [[UInt8]] { visitors[id]!.takeReceived() }

  func isClosed(_ id: RelayClientID) -> Bool { closed.contains(id) }

  /// Time passes; the node is woken whenever it asked for it.
  func wait(_ interval: Interval) {
    let end = now.monotonic + interval
    while let wakeAt, wakeAt <= end { step(to: max(wakeAt, now.monotonic)) }
    step(to: end)
  }

  private func step(to instant: Instant) {
    now.monotonic = instant
    node.advance(to: now)
    drain()
  }

  private func drain() {
    while let output = node.nextOutput() {
      switch output {
      case .served(.send(let id, let bytes)): visitors[id]!.receive(bytes)
      case .served(.setReading(let id, let isOn)): reading[id, default: []].append(isOn)
      case .served(.close(let id)): closed.append(id)
      case .transmit(let datagram): datagrams.append(datagram)
      case .wake(let instant, _): wakeAt = instant
      case .event, .relay: break
      }
    }
  }
}

/// The client side of one connection, as small as a test needs it.
struct RelayVisitor {
  let pair: KeyPair<DHTPublicKey>
  private var ephemeral: KeyPair<SessionPublicKey>?
  private var baseNonce = Nonce(high: 0, middle: 0, low: 0)
  private var box: BoxKey?
  private var stream: RelayStream?
  private var received: [[UInt8]] = []

  init(_ pair: KeyPair<DHTPublicKey>) { self.pair = pair }

  mutating func hello(to relay: DHTPublicKey, _ generator: inout SeededGenerator) -> [UInt8] {
    let ephemeral = KeyPair<SessionPublicKey>(from: &generator)
    self.ephemeral = ephemeral
    baseNonce = Nonce(high: generator.next(), middle: generator.next(), low: generator.next())
    box = BoxKey(relay, pair.secretKey)
    let offer = RelayKeyOffer(sessionKey: ephemeral.publicKey, baseNonce: baseNonce)
    let nonce = Nonce(high: generator.next(), middle: generator.next(), low: generator.next())
    return RelayHello(
      client: pair.publicKey, nonce: nonce, sealed: box!.seal(offer, nonce: nonce)
    ).encoded()
  }

  /// The next frame; empty before the welcome.
  mutating func frame(_ plaintext: [UInt8]) -> [UInt8] { stream?.frame(plaintext) ?? [] }

  mutating func receive(_ bytes: [UInt8]) {
    do {
      if stream == nil {
        stream = try open(RelayWelcome(decoding: bytes))
      } else {
        received += try stream!.plaintexts(of: bytes)
      }
    } catch {
      Issue.record(error)
    }
  }

  mutating func takeReceived() -> [[UInt8]] {
    defer { received = [] }
    return received
  }

  private func open(_ welcome: RelayWelcome) throws -> RelayStream {
    let offer: RelayKeyOffer = try #require(
      box?.open(welcome.sealed, nonce: welcome.nonce))
    let secretKey = try #require(ephemeral).secretKey
    return RelayStream(
      key: try #require(BoxKey(offer.sessionKey, secretKey)), sendNonce: baseNonce,
      receiveNonce: offer.baseNonce)
  }
}
