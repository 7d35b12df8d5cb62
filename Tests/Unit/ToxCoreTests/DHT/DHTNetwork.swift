import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// One DHT with the context that it needs, at one address.
final class DHTNode {
  var context: NodeContext
  var dht: DHT
  let endpoint: Endpoint
  var notices: [DHTNotice] = []

  init(seed: UInt64, at endpoint: Endpoint, limits: Limits = Limits(), now: Now = .seconds(0)) {
    var generator = SeededGenerator(seed: seed)
    context = NodeContext(
      longTerm: KeyPair(from: &generator), limits: limits, entropy: generator, now: now)
    dht = DHT(&context)
    self.endpoint = endpoint
  }

  var key: DHTPublicKey { context.dht.publicKey }
  var packed: PackedNode { PackedNode(udp: endpoint, key) }

  /// As the dispatcher of the node does it.
  func receive(_ bytes: [UInt8], from source: Endpoint, now: Now) {
    context.now = now
    do {
      switch bytes.first {
      case PingRequest.kind:
        dht.receive(try PingRequest(decoding: bytes), from: source, &context)
      case PingResponse.kind:
        dht.receive(try PingResponse(decoding: bytes), from: source, &context)
      case NodesRequest.kind:
        dht.receive(try NodesRequest(decoding: bytes), from: source, &context)
      case NodesResponse.kind:
        dht.receive(try NodesResponse(decoding: bytes), from: source, &context)
      case DHTRequest.kind:
        dht.receive(try DHTRequest(decoding: bytes), from: source, &context)
      case LANDiscovery.kind:
        dht.receive(try LANDiscovery(decoding: bytes), from: source, &context)
      case BootstrapInfoRequest.kind:
        dht.receive(try BootstrapInfoRequest(decoding: bytes), from: source, &context)
      default: context.drops.count(.unknownKind)
      }
    } catch {
      context.drops.count(.malformed)
    }
    takeNotices()
  }

  /// Fires what is due.
  func advance(to now: Now) {
    context.now = now
    while let timer = context.timers.popDue(now.monotonic) {
      dht.timerFired(timer, &context)
    }
    takeNotices()
  }

  /// The datagrams that wait to be sent.
  func takeDatagrams() -> [Transmit] {
    takeNotices()
    var datagrams: [Transmit] = []
    while let output = context.outputs.next() {
      if case .transmit(let datagram) = output { datagrams.append(datagram) }
    }
    return datagrams
  }

  private func takeNotices() {
    while let notice = dht.nextNotice() {
      if case .answered = notice { continue }
      notices.append(notice)
    }
  }
}

/// Some nodes, a delay of 20 ms between any two, and a clock that jumps from event to event.
final class DHTNetwork {
  static let latency = Interval.milliseconds(20)

  private(set) var nodes: [DHTNode] = []
  private(set) var now = Now.seconds(0)
  /// Returns true for a datagram that gets lost.
  var isLost: (_ datagram: Transmit, _ source: Endpoint) -> Bool = { _, _ in false }
  /// How many wakes each node had.
  private(set) var wakes: [Endpoint: Int] = [:]
  /// Datagrams sent, by their first byte.
  private(set) var sent: [UInt8: Int] = [:]
  private var underWay: [(at: Instant, source: Endpoint, datagram: Transmit)] = []

  /// A node with an address in the world, or in a LAN.
  @discardableResult
  func add(_ address: UInt32? = nil, limits: Limits = Limits()) -> DHTNode {
    let number = UInt32(nodes.count + 1)
    let endpoint = Endpoint(.v4(address ?? 0x0101_0100 + number), port: 33_445)
    let node = DHTNode(seed: UInt64(number), at: endpoint, limits: limits, now: now)
    nodes.append(node)
    return node
  }

  func bootstrap(_ node: DHTNode, from other: DHTNode) {
    node.dht.bootstrap(other.endpoint, key: other.key, &node.context[at: now])
  }

  /// Runs until the condition holds, or for so long; true where it holds.
  @discardableResult
  func run(seconds: Int64, until condition: () -> Bool = { false }) -> Bool {
    let end = now.monotonic + .seconds(seconds)
    collect()
    while !condition() {
      guard let next = nextEvent(), next <= end else {
        advance(to: end)
        return condition()
      }
      advance(to: next)
    }
    return true
  }

  private func nextEvent() -> Instant? {
    var earliest = underWay.map(\.at).min()
    for node in nodes {
      guard let next = node.context.timers.next()?.instant else { continue }
      earliest = min(earliest ?? next, next)
    }
    return earliest
  }

  private func advance(to instant: Instant) {
    let seconds = UInt64(instant.nanoseconds / 1_000_000_000)
    now = Now(monotonic: max(instant, now.monotonic), unixSeconds: 1_700_000_000 + seconds)
    let arrived = underWay.filter { $0.at <= now.monotonic }
    underWay.removeAll { $0.at <= now.monotonic }
    for (_, source, datagram) in arrived {
      let receiver = nodes.first { $0.endpoint == datagram.endpoint }
      receiver?.receive(datagram.bytes, from: source, now: now)
    }
    for node in nodes {
      if let next = node.context.timers.next(), next.instant <= now.monotonic {
        wakes[node.endpoint, default: 0] += 1
      }
      node.advance(to: now)
    }
    collect()
  }

  private func collect() {
    for node in nodes {
      for datagram in node.takeDatagrams() {
        sent[datagram.bytes[0], default: 0] += 1
        guard !isLost(datagram, node.endpoint) else { continue }
        underWay.append((now.monotonic + Self.latency, node.endpoint, datagram))
      }
    }
  }
}
