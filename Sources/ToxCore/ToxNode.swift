import ToxCrypto
public import ToxWire

/// One participant of the Tox network as a state machine: no clock, no socket, no randomness of
/// its own.
///
/// The shell calls one mutating method, or some for what came at once, then takes outputs with
/// `nextOutput()` until there are none, and so on. `now` never goes back. Whatever a peer sends is
/// handled or counted in `drops`; it never throws and never traps.
///
/// The node owns the sub-machines and carries the notices of each to the others
/// (`ToxNode+Routing`). Friends and files call the sessions, the sessions the files, and the onion
/// the DHT, by protocol; otherwise no sub-machine knows another.
public struct ToxNode: ~Copyable {
  var context: NodeContext
  var dht: DHT
  var onionRelay: OnionRelay
  /// Our TCP relay, where others may use it.
  var relayServer: RelayServer?
  var announcements: AnnounceStore
  var onion: OnionClient
  var sessions: Sessions
  var friends: Friends
  var files = Files()
  var relays: Relays
  var searches = DHTSearches()
  var relayPeers = RelayPeers()
  let transports: Transports
  /// Whether others are to find this node as a contact.
  let isPerson: Bool
  var isJoined = false
  var isAnnounced = false
  /// How the node stands on the network; a change is also an event.
  public internal(set) var status = ConnectionStatus.offline
  private var wakeAnnounced: Instant?

  /// - Parameters:
  ///   - identity: the long-term key pair and the nospam of the node.
  ///   - transports: what it may use to reach others.
  ///   - entropy: where all randomness comes from; in production the system's generator.
  public init(
    identity: consuming Identity, limits: Limits = Limits(), transports: Transports = .all,
    entropy: any RandomNumberGenerator & Sendable, now: Now
  ) {
    self.init(
      identity: identity, limits: limits, transports: transports, entropy: entropy, firstNumber: 0,
      now: now)
  }

  /// - Parameter firstNumber: the number of the first packet of each session; see `Sessions`.
  package init(
    identity: consuming Identity, limits: Limits, transports: Transports = .all,
    entropy: any RandomNumberGenerator & Sendable, firstNumber: UInt32, now: Now
  ) {
    context = NodeContext(
      longTerm: identity.keyPair, dht: identity.dhtKeyPair, limits: limits, entropy: entropy,
      now: now)
    isPerson = identity.isPerson
    context.outputs.usesUDP = transports.usesUDP
    self.transports = transports
    dht = DHT(&context)
    onionRelay = OnionRelay(&context)
    announcements = AnnounceStore(&context)
    onion = OnionClient(&context)
    sessions = Sessions(&context, firstNumber: firstNumber)
    friends = Friends(OwnProfile(noSpam: identity.noSpam), limits: limits)
    relays = Relays(limits)
  }

  /// The key under which DHT peers know this run of the node.
  public var dhtKey: DHTPublicKey { context.dht.publicKey }

  /// What was dropped, and why.
  public var drops: DropCounters { context.drops }

  /// A datagram arrived.
  public mutating func receive(_ datagram: Span<UInt8>, from endpoint: Endpoint, now: Now) {
    context.now = now
    // The hot path does not build a value.
    if datagram.count > 0, datagram[0] == SessionData.kind {
      sessions.receiveData(datagram, from: .direct(endpoint), &context)
    } else if let packet = decode(datagram) {
      dispatch(packet, from: endpoint)
    }
    route()
  }

  /// Time passed: carries out every timer that is due, up to a number that is reached only if a
  /// timer sets itself for the present time again and again. That would be a bug; but the shell
  /// must get its turn even then.
  public mutating func advance(to now: Now) {
    context.now = now
    var left = 2 * context.timers.count + Self.firingsMin
    while left > 0, let timer = context.timers.popDue(now.monotonic) {
      fire(timer)
      route()
      left -= 1
    }
  }

  private static let firingsMin = 1_000

  /// Joins the network through this node, and asks it again if all others fall silent. Without
  /// datagrams it serves as a hop for what our relays carry.
  public mutating func bootstrap(_ endpoint: Endpoint, _ key: DHTPublicKey, now: Now) {
    context.now = now
    if transports.usesUDP { dht.bootstrap(endpoint, key: key, &context) }
    if isPerson { onion.bootstrapNode(PackedNode(udp: endpoint, key), &context) }
    relays.ownerNamed(endpoint)
    route()
  }

  /// Looks for nodes on this machine and at these broadcast addresses, from now on; not without
  /// datagrams.
  public mutating func startLANDiscovery(broadcast: [Endpoint], now: Now) {
    guard transports.usesUDP else { return }
    context.now = now
    dht.startLANDiscovery(broadcast: broadcast, &context)
    route()
  }

  /// The nodes named with `bootstrap` that did not answer.
  public var silentBootstrapNodes: [Endpoint] { dht.bootstrapNodes.silent }

  /// How far joining has come: DHT nodes that answer, announce nodes near our key that answer, and
  /// how many of those store us.
  public var joinFigures: (nodes: Int, announceNodes: Int, storing: Int) {
    let live = onion.own.nodes.filter { !$0.isSilent }
    return (
      dht.closeList.nodes.count { $0.isLive(context.now) }, live.count,
      live.count { $0.standing == .stored }
    )
  }

  /// The TCP relays that we are connected to.
  public var connectedRelays: [RelayNode] { context.connectedRelays }

  /// Nodes that answered lately: the ones to bootstrap through after a restart.
  public func savedNodes(limit: Int) -> [PackedNode] { dht.savedNodes(limit: limit) }

  /// Says goodbye: contacts see the node go at once. Only outputs may be taken afterwards.
  public mutating func shutdown(now: Now) {
    context.now = now
    friends.closeAll(&context)
    route()
  }

  /// The next thing to do; nil when all is done. A changed wake comes last.
  public mutating func nextOutput() -> Output? {
    if let output = context.outputs.next() { return output }
    if files.tellData() {
      route()
      if let output = context.outputs.next() { return output }
    }
    if sessions.settle(bulk: &files, &context) {
      route()
      if let output = context.outputs.next() { return output }
    }
    relays.flush(&context)
    if let output = context.outputs.next() { return output }
    if relayServer?.settle(&context) == true, let output = context.outputs.next() { return output }
    let next = context.timers.next()
    guard next?.instant != wakeAnnounced else { return nil }
    wakeAnnounced = next?.instant
    return .wake(at: next?.instant, reason: next?.timer)
  }
}
