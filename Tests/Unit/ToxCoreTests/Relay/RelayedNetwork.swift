import DequeModule
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Whole nodes that speak through relays which are nodes too; no datagram reaches anybody.
final class RelayedNetwork {
  /// A node, and what it told.
  final class Member {
    var node: ToxNode
    let identity: Identity
    let endpoint: Endpoint
    fileprivate(set) var events: [Event] = []
    fileprivate(set) var wakeAt: Instant?
    /// Takes connections and keeps them.
    fileprivate(set) var isUp = true

    init(_ identity: Identity, at endpoint: Endpoint, _ node: consuming ToxNode) {
      self.identity = identity
      self.endpoint = endpoint
      self.node = node
    }
  }

  /// One TCP connection: client, its link, server, its id.
  private struct Wire {
    let client: Member
    let link: RelayLink
    let server: Member
    let id: RelayClientID
  }

  private(set) var now = Now.seconds(1)
  private(set) var members: [Member] = []
  private(set) var datagramCount = 0
  private var wires: [Wire] = []
  private var nextID: UInt64 = 0
  private var generator = SeededGenerator(seed: 42)
  /// Bytes and ends on their way, in order: none overtakes another.
  private var inFlight: Deque<(at: Instant, arrive: () -> Void)> = []
  private static let delay = Interval.milliseconds(5)

  func add(transports: Transports = .ownRelays) -> Member {
    let identity = Identity(from: &generator)
    let endpoint = Endpoint(.v4(0xc633_0001 + UInt32(members.count) << 8), port: 3_389)
    let entropy = SeededGenerator(seed: generator.next())
    let member = Member(
      identity, at: endpoint,
      ToxNode(identity: identity, transports: transports, entropy: entropy, now: now))
    members.append(member)
    return member
  }

  func addRelay() -> Member {
    let relay = add(transports: .all)
    act(relay) { $0.serveRelay(now: $1) }
    return relay
  }

  /// Makes contacts of two, and brings each the other's DHT-key packet, as the onion would.
  func befriend(_ first: Member, _ second: Member, naming relays: [PackedNode] = []) {
    for (one, other) in [(first, second), (second, first)] {
      let key = other.identity.keyPair.publicKey
      let packet = DHTKeyPacket(
        noReplay: now.unixSeconds, key: other.node.dhtKey, nodes: relays)
      act(one) { node, now in
        _ = try? node.addFriend(key, now: now)
        node.friends.receive(packet, from: key, &node.context[at: now])
        node.route()
      }
    }
  }

  func act(_ member: Member, _ body: (inout ToxNode, Now) -> Void) {
    body(&member.node, now)
    drain(member)
  }

  func use(_ relay: Member, by member: Member) {
    act(member) { $0.addRelay(relay.node.dhtKey, at: .endpoint(relay.endpoint), now: $1) }
  }

  /// The relay's process ends, its connections with it.
  func kill(_ relay: Member) {
    relay.isUp = false
    for wire in wires where wire.server === relay {
      post { self.act(wire.client) { $0.relayClosed(wire.link, now: $1) } }
    }
    wires.removeAll { $0.server === relay }
  }

  /// Runs until the condition holds, or the time is over.
  func run(for limit: Interval, until condition: () -> Bool = { false }) -> Bool {
    let end = now.monotonic + limit
    while !condition() {
      let wakes = members.compactMap(\.wakeAt) + inFlight.prefix(1).map(\.at)
      guard let next = wakes.min(), next <= end else {
        now.monotonic = end
        return condition()
      }
      now.monotonic = max(now.monotonic, next)
      while let first = inFlight.first, first.at <= now.monotonic {
        inFlight.removeFirst()
        first.arrive()
      }
      for member in members where member.wakeAt.map({ $0 <= now.monotonic }) ?? false {
        act(member) { $0.advance(to: $1) }
      }
    }
    return true
  }

  private func post(_ arrive: @escaping () -> Void) {
    inFlight.append((now.monotonic + Self.delay, arrive))
  }

  private func drain(_ member: Member) {
    while let output = member.node.nextOutput() {
      switch output {
      case .transmit: datagramCount += 1
      case .relay(let action): carryOut(action, of: member)
      case .served(let action): carryOut(action, of: member)
      case .event(let event):
        member.events.append(event)
        if case .message(let id, _, _, _, let position) = event {
          member.node.consume(through: position, of: id, now: now)
        }
      case .wake(let instant, _): member.wakeAt = instant
      }
    }
  }

  private func carryOut(_ action: RelayAction, of client: Member) {
    switch action {
    case .connect(let link, let address):
      guard
        let server = members.first(where: { .endpoint($0.endpoint) == address && $0.isUp })
      else {
        return post { self.act(client) { $0.relayClosed(link, now: $1) } }
      }
      let wire = Wire(client: client, link: link, server: server, id: RelayClientID(nextID))
      nextID += 1
      wires.append(wire)
      post {
        self.act(server) { $0.clientConnected(wire.id, from: client.endpoint, now: $1) }
        self.act(client) { $0.relayConnected(link, now: $1) }
      }
    case .send(let link, let bytes):
      guard let wire = wire(of: client, link) else { return }
      post { self.act(wire.server) { $0.receive(bytes.span, from: wire.id, now: $1) } }
    case .setReading: break
    case .close(let link):
      guard let wire = wire(of: client, link) else { return }
      remove(wire)
      post { self.act(wire.server) { $0.clientClosed(wire.id, now: $1) } }
    }
  }

  private func carryOut(_ action: ServedAction, of server: Member) {
    switch action {
    case .send(let id, let bytes):
      guard let wire = wire(of: server, id) else { return }
      post { self.act(wire.client) { $0.receive(bytes.span, on: wire.link, now: $1) } }
    case .close(let id):
      guard let wire = wire(of: server, id) else { return }
      remove(wire)
      post { self.act(wire.client) { $0.relayClosed(wire.link, now: $1) } }
    case .setReading: break
    }
  }

  private func wire(of client: Member, _ link: RelayLink) -> Wire? {
    wires.first { $0.client === client && $0.link == link }
  }

  private func wire(of server: Member, _ id: RelayClientID) -> Wire? {
    wires.first { $0.server === server && $0.id == id }
  }

  private func remove(_ wire: Wire) {
    wires.removeAll { $0.client === wire.client && $0.link == wire.link }
  }
}

extension RelayedNetwork.Member {
  var isAnybodyOnline: Bool {
    events.last {
      switch $0 {
      case .friendOnline, .friendOffline: true
      default: false
      }
    }.map { if case .friendOnline = $0 { true } else { false } } ?? false
  }

  /// The texts that came, in order.
  var texts: [[UInt8]] {
    events.compactMap { if case .message(_, _, let text, _, _) = $0 { text } else { nil } }
  }
}
