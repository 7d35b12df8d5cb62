import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Some machines with nothing but sessions, and between them a network that loses, delays and
/// repeats datagrams as a seed says; and a relay that knows them all and does the same.
final class SessionNetwork {
  private struct Flight {
    var bytes: [UInt8]
    var from: Route
    var to: Route
    var at: Instant
  }

  private(set) var now = Now(
    monotonic: Instant(nanoseconds: 1_000_000_000), unixSeconds: 1_700_000_000)
  private(set) var peers: [SessionPeer] = []
  private var flights: [Flight] = []
  private var generator: SeededGenerator

  /// In percent.
  var loss = 0
  /// In percent.
  var duplication = 0
  var delay = Interval.milliseconds(10)
  /// Added to the delay at random: packets overtake each other where it is not zero.
  var jitter = Interval.zero
  /// Loses a datagram where it returns true.
  var loses: (_ bytes: [UInt8], _ from: Endpoint) -> Bool = { _, _ in false }
  /// Every datagram that was handed to the network.
  private(set) var sent: [Sent] = []

  struct Sent {
    var bytes: [UInt8]
    var from: Endpoint
    var to: Endpoint
    var at: Instant
  }
  /// How many packets were handed to the relay.
  private(set) var relayedCount = 0
  var records = true

  init(seed: UInt64 = 1) { generator = SeededGenerator(seed: seed) }

  func add(limits: Limits = Limits(), firstNumber: UInt32 = 0) -> SessionPeer {
    let endpoint = Endpoint(.v4(0x0a00_0001 + UInt32(peers.count)), port: 33_445)
    let peer = SessionPeer(
      at: endpoint, limits: limits, seed: generator.next(), firstNumber: firstNumber)
    peers.append(peer)
    return peer
  }

  /// The machine is now at another address; its peers are not told.
  func move(_ peer: SessionPeer, to endpoint: Endpoint) { peer.endpoint = endpoint }

  /// Hands a datagram to the network as if `from` had sent it.
  func inject(_ bytes: [UInt8], from: Endpoint, to: Endpoint) {
    flights.append(
      Flight(bytes: bytes, from: .direct(from), to: .direct(to), at: now.monotonic))
  }

  /// Runs until the time has passed.
  func run(for interval: Interval) {
    let end = now.monotonic + interval
    _ = run(until: { false }, end)
    now.monotonic = end
  }

  /// Runs until the condition holds.
  ///
  /// - Returns: false where it did not within `limit`.
  func run(within limit: Interval = .seconds(60), until condition: () -> Bool) -> Bool {
    run(until: condition, now.monotonic + limit)
  }

  private func run(until condition: () -> Bool, _ end: Instant) -> Bool {
    while !condition() {
      collect()
      let nextFlight = flights.min { $0.at < $1.at }?.at ?? .distantFuture
      let nextTimer = peers.compactMap { $0.nextTimer }.min() ?? .distantFuture
      let next = min(nextFlight, nextTimer)
      guard next <= end else { return false }
      now.monotonic = max(now.monotonic, next)
      deliver()
      for peer in peers { peer.advance(to: now) }
    }
    collect()
    return true
  }

  private func deliver() {
    let due = flights.filter { $0.at <= now.monotonic }.sorted { $0.at < $1.at }
    flights.removeAll { $0.at <= now.monotonic }
    for flight in due {
      peers.first { $0.isAt(flight.to) }?.receive(flight.bytes, from: flight.from, now: now)
    }
  }

  private func collect() {
    for peer in peers {
      peer.settle(now: now)
      while let transmit = peer.nextTransmit() {
        if records {
          sent.append(
            Sent(
              bytes: transmit.bytes, from: peer.endpoint, to: transmit.endpoint, at: now.monotonic))
        }
        if loses(transmit.bytes, peer.endpoint) { continue }
        carry(transmit.bytes, from: .direct(peer.endpoint), to: .direct(transmit.endpoint))
      }
      while case .session(let bytes, let key)? = peer.context.nextCarryNotice() {
        relayedCount += 1
        carry(bytes, from: .relayed(peer.dhtKey), to: .relayed(key))
      }
    }
  }

  private func carry(_ bytes: [UInt8], from: Route, to: Route) {
    if chance(loss) { return }
    for _ in 0..<(chance(duplication) ? 2 : 1) {
      let extra = jitter == .zero ? 0 : Int64(generator.next() % UInt64(jitter.nanoseconds))
      flights.append(
        Flight(
          bytes: bytes, from: from, to: to,
          at: now.monotonic + delay + Interval(nanoseconds: extra)))
    }
  }

  private func chance(_ percent: Int) -> Bool { Int(generator.next() % 100) < percent }
}

/// One machine: its sessions, and what they said.
final class SessionPeer: ContactLookup {
  fileprivate(set) var endpoint: Endpoint
  var context: NodeContext
  var sessions: Sessions
  var contacts: Set<LongTermPublicKey> = []
  /// What it sends when it has nothing else to send.
  var bulk = TestBulk()
  /// Everything that the sessions said, in order, but for directness.
  private(set) var notices: [SessionNotice] = []
  /// What the sessions said of their peers being at an address.
  private(set) var directness: [Bool] = []
  /// Messages are consumed as they come.
  var consumesAtOnce = true
  /// Data of files is released as it comes, whatever becomes of messages.
  var releasesData = false
  /// Every message is sent back.
  var echoes = false

  private(set) var received: [[UInt8]] = []
  private(set) var acknowledgedThrough: UInt32?
  private(set) var wakeCount = 0

  init(at endpoint: Endpoint, limits: Limits, seed: UInt64, firstNumber: UInt32) {
    self.endpoint = endpoint
    var generator = SeededGenerator(seed: seed)
    let pair = KeyPair<LongTermPublicKey>(from: &generator)
    context = NodeContext(
      longTerm: pair, limits: limits, entropy: generator, now: .seconds(0))
    sessions = Sessions(&context, firstNumber: firstNumber)
  }

  /// The same person after a restart: another DHT key, no sessions.
  func restart(seed: UInt64) {
    context = NodeContext(
      longTerm: context.longTerm, limits: context.limits, entropy: SeededGenerator(seed: seed),
      now: context.now)
    sessions = Sessions(&context)
    notices = []
    received = []
    acknowledgedThrough = nil
  }

  var key: LongTermPublicKey { context.longTerm.publicKey }
  var dhtKey: DHTPublicKey { context.dht.publicKey }
  var nextTimer: Instant? { context.timers.next()?.instant }

  func isAt(_ route: Route) -> Bool { route == .direct(endpoint) || route == .relayed(dhtKey) }

  func isContact(_ key: LongTermPublicKey) -> Bool { contacts.contains(key) }

  /// Opens a session with another machine; both know each other.
  func open(to peer: SessionPeer, now: Now) -> SessionID? {
    context.now = now
    contacts.insert(peer.key)
    peer.contacts.insert(key)
    return sessions.open(to: peer.key, peer.dhtKey, at: peer.endpoint, &context)
  }

  /// The session with another machine.
  func session(with peer: SessionPeer) -> Session? { sessions.session(with: peer.key) }

  func isEstablished(with peer: SessionPeer) -> Bool {
    session(with: peer)?.handshake.isEstablished ?? false
  }

  func send(_ payload: [UInt8], to peer: SessionPeer, now: Now) throws -> UInt32 {
    context.now = now
    guard let id = session(with: peer)?.id else { throw SessionSendError.noSession }
    return try sessions.send(payload, on: id, &context)
  }

  func receive(_ bytes: [UInt8], from source: Endpoint, now: Now) {
    receive(bytes, from: .direct(source), now: now)
  }

  func receive(_ bytes: [UInt8], from: Route, now: Now) {
    context.now = now
    do {
      switch bytes.first {
      case PingRequest.kind, PingResponse.kind: ping(bytes, from: from)
      case CookieRequest.kind:
        sessions.receive(try CookieRequest(decoding: bytes), from: from, &context)
      case CookieResponse.kind:
        sessions.receive(try CookieResponse(decoding: bytes), from: from, &context)
      case Handshake.kind:
        let packet = try Handshake(decoding: bytes)
        sessions.receive(packet, from: from, contacts: self, &context)
      default:
        sessions.receiveData(bytes.span, from: from, &context)
      }
    } catch {
      context.drops.count(.malformed)
    }
    drain(now: now)
  }

  /// The machine's DHT: answers for its own key alone, and tells the sessions which peers answered.
  private func ping(_ bytes: [UInt8], from: Route) {
    guard let source = from.endpoint, let key = try? DHTPublicKey(decoding: Array(bytes[1..<33]))
    else { return }
    if bytes[0] == PingResponse.kind {
      sessions.proved(key, at: source)
    } else if key == dhtKey {
      context.outputs.transmit([PingResponse.kind] + bytes.dropFirst(), to: source)
    }
  }

  func advance(to now: Now) {
    context.now = now
    while let timer = context.timers.popDue(now.monotonic) {
      guard case .session(let id) = timer else { continue }
      wakeCount += 1
      sessions.timerFired(id, bulk: &bulk, &context)
    }
    drain(now: now)
  }

  func settle(now: Now) {
    context.now = now
    _ = sessions.settle(bulk: &bulk, &context)
  }

  func nextTransmit() -> Transmit? {
    guard case .transmit(let transmit)? = context.outputs.next() else { return nil }
    return transmit
  }

  func drain(now: Now) {
    context.now = now
    while let notice = sessions.nextNotice() {
      if case .directness(_, let isDirect) = notice {
        directness.append(isDirect)
        continue
      }
      notices.append(notice)
      switch notice {
      case .received(let id, let payload, let number):
        // A packet that only carries an acknowledgement is no part of what the test sends.
        if payload == [PayloadID.alive] { continue }
        received.append(payload)
        if payload.first == PayloadID.fileData {
          if consumesAtOnce || releasesData { sessions.release(number, of: id, &context) }
        } else if consumesAtOnce {
          sessions.consume(through: number, of: id, &context)
        }
        if echoes { _ = try? sessions.send(payload, on: id, &context) }
      case .acknowledged(_, let number): acknowledgedThrough = number
      case .unproved(let key, let endpoint):
        let padding = [UInt8](repeating: 0, count: PingRequest.size - 33)
        context.outputs.transmit([PingRequest.kind] + key.encoded() + padding, to: endpoint)
      default: break
      }
    }
  }
}

/// Data of files that waits to be sent.
struct TestBulk: BulkSource {
  /// How many packets wait.
  var left = 0
  private(set) var taken = 0
  /// Which packet took the last one.
  private(set) var lastNumber: UInt32 = 0

  func hasBulk(for session: SessionID) -> Bool { left > 0 }

  mutating func nextBulk(for session: SessionID, number: UInt32) -> [UInt8]? {
    guard left > 0 else { return nil }
    lastNumber = number
    defer { (left, taken) = (left - 1, taken + 1) }
    return Self.packet(taken)
  }

  static func packet(_ number: Int) -> [UInt8] {
    FileData.packet(0, size: FileData.sizeLimit) {
      $0 += [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: FileData.sizeLimit)
    }
  }
}
