import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// What a test says the DHT knows.
struct FixedDirectory: NodeDirectory {
  var nodes: [PackedNode] = []
  var silent: [DHTPublicKey] = []

  var isConnected: Bool { !nodes.isEmpty }

  func isSilent(_ key: DHTPublicKey) -> Bool { silent.contains(key) }

  func closestNodes(
    to key: Bytes32, limit: Int, forLANPeer: Bool, now: Now
  ) -> [PackedNode] {
    let sorted = nodes.sorted { $0.key.bytes32 ^ key < $1.key.bytes32 ^ key }
    return Array(sorted.prefix(limit))
  }

  func pathNodes(limit: Int, entropy: inout Entropy, now: Now) -> [PackedNode] {
    Array(nodes.shuffled(using: &entropy).prefix(limit))
  }
}

/// One participant: everything of the onion, and nothing else of a node.
final class OnionPeer {
  let endpoint: Endpoint
  var context: NodeContext
  var directory = FixedDirectory()
  var relay: OnionRelay
  var store: AnnounceStore
  var client: OnionClient
  var notices: [OnionNotice] = []
  /// What it sent, and when.
  var sent: [(at: Instant, datagram: Transmit)] = []
  /// When it woke for a timer.
  var wakes: [Instant] = []

  /// - Parameters:
  ///   - network: the address of number 0.
  ///   - other: whose long-term key it has; nil for one of its own.
  init(
    _ number: UInt32, keysOf other: UInt32? = nil, network: UInt32 = 0x0a00_0000,
    limits: Limits = Limits()
  ) {
    endpoint = Endpoint(.v4(network + number), port: 33_445)
    var generator = SeededGenerator(seed: UInt64(number))
    var own = SeededGenerator(seed: UInt64(other ?? number))
    let pair = KeyPair<LongTermPublicKey>(from: &own)
    if other == nil { generator = own }
    context = NodeContext(
      longTerm: pair, limits: limits, entropy: generator, now: .seconds(0))
    relay = OnionRelay(&context)
    store = AnnounceStore(&context)
    client = OnionClient(&context)
  }

  var node: PackedNode { PackedNode(udp: endpoint, context.dht.publicKey) }
  var key: LongTermPublicKey { context.longTerm.publicKey }

  func receive(_ bytes: [UInt8], from source: Endpoint, now: Now) throws {
    context.now = now
    switch bytes[0] {
    case 0x80:
      relay.receive(try OnionRequest0(decoding: bytes), from: source, &context)
    case 0x81:
      relay.receive(try OnionRequest1(decoding: bytes), from: source, &context)
    case 0x82:
      relay.receive(try OnionRequest2(decoding: bytes), from: source, &context)
    case 0x8c:
      relay.receive(try OnionResponse3(decoding: bytes), from: source, &context)
    case 0x8d:
      relay.receive(try OnionResponse2(decoding: bytes), from: source, &context)
    case 0x8e:
      relay.receive(try OnionResponse1(decoding: bytes), from: source, &context)
    case 0x83:
      let packet = try OnionDelivery<AnnounceRequest>(decoding: bytes)
      store.receive(packet, from: source, directory: directory, &context)
    case 0x87:
      let packet = try OnionDelivery<ExtendedAnnounceRequest>(decoding: bytes)
      store.receive(packet, from: source, directory: directory, &context)
    case 0x85:
      let packet = try OnionDelivery<OnionDataRequest>(decoding: bytes)
      store.receive(packet, from: source, &context)
    case 0x84:
      let packet = try AnnounceResponse(decoding: bytes)
      client.receive(packet, directory: directory, &context)
    case 0x88:
      let packet = try ExtendedAnnounceResponse(decoding: bytes)
      client.receive(packet, directory: directory, &context)
    case 0x86:
      client.receive(try OnionDataResponse(decoding: bytes), &context)
    default: context.drops.count(.unknownKind)
    }
  }

  /// Says that a client is here under another data key, until the client announces itself anew.
  func forge(_ key: LongTermPublicKey, now: Now) {
    guard var entry = store.table.entry(of: key, now: now) else { return }
    entry.dataKey = OnionDataPublicKey(context.dht.publicKey.bytes32)
    store.table.insert(entry, now: now)
  }

  func start(now: Now) {
    context.now = now
    client.start(directory: directory, &context)
  }

  func search(
    _ key: LongTermPublicKey, as friend: FriendID, isAwaited: Bool = false, now: Now
  ) {
    context.now = now
    client.search(for: key, as: friend, isAwaited: isAwaited, &context)
  }

  func send(_ content: [UInt8], to friend: FriendID, now: Now) -> Bool {
    context.now = now
    return client.send(content, to: friend, directory: directory, &context)
  }

  func fireTimers(now: Now) {
    context.now = now
    while let timer = context.timers.popDue(now.monotonic) {
      wakes.append(now.monotonic)
      client.timerFired(timer, directory: directory, &context)
    }
  }

  /// Takes what is to be sent, and notes what is to be told.
  func takeDatagrams(now: Now = .seconds(0)) -> [Transmit] {
    var datagrams: [Transmit] = []
    while let output = context.outputs.next() {
      if case .transmit(let datagram) = output { datagrams.append(datagram) }
    }
    sent += datagrams.map { (now.monotonic, $0) }
    while let notice = client.nextNotice() { notices.append(notice) }
    return datagrams
  }
}

extension OnionHops {
  /// The first three of these nodes.
  init(_ nodes: [PackedNode]) {
    self.init(entry: .node(nodes[0]), middle: nodes[1], exit: nodes[2])
  }

  /// The hops that are nodes.
  var nodes: [PackedNode] {
    guard case .node(let node) = entry else { return [middle, exit] }
    return [node, middle, exit]
  }
}

extension RelayNode {
  /// A relay whose address is known.
  init(_ node: PackedNode) { self.init(node.key, at: .endpoint(node.address.endpoint)) }
}
