import DequeModule
import ToxCrypto
import ToxWire

/// All TCP relays that the node uses as a client, and the peers that it reaches through them.
///
/// Relays that the owner named are always connected. Those that a contact named are connected while
/// that contact is not reached directly. On each connection the relay is asked for a slot for every
/// peer that may be there; data goes over one relay where the peer is, and a packet that opens a
/// session over all.
///
/// - Spec: "TCP connections"
struct Relays {
  var table = RelayTable()
  var peers = RelayPeerTable()
  var strangers: RelayStrangers
  /// Out of band packets of strangers that are handed up; made with the first connection.
  var strangerPackets: FairBudget?
  /// Connections to relays that contacts named.
  var attempts: TokenBucket
  /// Whether contacts may name relays on the local network.
  private(set) var takesLAN = false
  private var notices: Deque<RelayNotice> = []
  private let rates: RelayReadBudget.Rates
  private var buffer = RelayStream.makeBuffer()
  private var nextLink: UInt64 = 0
  /// Indices of connections that may hold frames for the shell.
  private var unflushed: [Int] = []

  init(_ limits: Limits) {
    strangers = RelayStrangers(capacity: limits.relayStrangers)
    attempts = TokenBucket(limits.relayAttempts)
    rates = RelayReadBudget.Rates(limits)
  }

  /// The next thing that the rest of the node should know.
  mutating func nextNotice() -> RelayNotice? { notices.popFirst() }

  mutating func notify(_ notice: RelayNotice) { notices.append(notice) }

  /// The owner named a node or a relay at this address. Contacts may name relays on the local
  /// network only where the owner did: otherwise they could have us scan a network that they can't
  /// reach.
  mutating func ownerNamed(_ endpoint: Endpoint) {
    if endpoint.address.isLAN { takesLAN = true }
  }

  /// Relays that we are connected to, the owner's first.
  var connected: [RelayNode] {
    let relays = table.indices.compactMap { table[$0] }.filter(\.isConfirmed)
    return (relays.filter(\.isOwn) + relays.filter { !$0.isOwn }).compactMap(\.node)
  }

  /// Whether the owner named it.
  func isOwn(_ relay: DHTPublicKey) -> Bool {
    table.index(of: relay).flatMap { table[$0]?.isOwn } ?? false
  }

  /// Whether a peer is connected to a relay where it asked for us too.
  func isReachable(_ key: DHTPublicKey) -> Bool { peers[key]?.isReachable ?? false }

  // MARK: From the shell

  mutating func opened(_ link: RelayLink, _ context: inout NodeContext) {
    guard let index = table.index(of: link) else { return }
    table[index]?.connection?.opened(&context)
    touch(index)
    endIfClosed(index, &context)
  }

  mutating func receive(_ bytes: Span<UInt8>, on link: RelayLink, _ context: inout NodeContext) {
    guard let index = table.index(of: link) else { return }
    var position = 0
    while let receipt = table[index]?.connection?.receive(
      &position, of: bytes, into: &buffer, &context)
    {
      handle(receipt, from: index, &context)
    }
    pay(for: bytes.count, from: index, &context)
    touch(index)
    endIfClosed(index, &context)
  }

  mutating func closed(_ link: RelayLink, _ context: inout NodeContext) {
    guard let index = table.index(of: link) else { return }
    table[index]?.connection?.ended(&context)
    endIfClosed(index, &context)
  }

  mutating func setBlocked(_ link: RelayLink, isBlocked: Bool, _ context: inout NodeContext) {
    guard let index = table.index(of: link) else { return }
    table[index]?.connection?.setBlocked(isBlocked, &context)
  }

  mutating func timerFired(_ timer: NodeTimer, _ context: inout NodeContext) {
    switch timer {
    case .relays: maintain(&context)
    case .relay(let link):
      guard let index = table.index(of: link) else { return }
      table[index]?.connection?.timePassed(&context)
      touch(index)
      endIfClosed(index, &context)
    default: preconditionFailure("a timer of another machine")
    }
  }

  /// Hands the frames of one burst of inputs to the shell, those of a connection together.
  mutating func flush(_ context: inout NodeContext) {
    guard !unflushed.isEmpty else { return }
    var next = 0
    // The end of one may ask for more of another.
    while next < unflushed.count {
      let index = unflushed[next]
      next += 1
      table[index]?.connection?.flush(&context)
      endIfClosed(index, &context)
    }
    unflushed.removeAll(keepingCapacity: true)
  }

  /// Notes that a connection may hold frames.
  mutating func touch(_ index: Int) {
    if unflushed.last != index { unflushed.append(index) }
  }

  mutating func takeLink() -> RelayLink {
    defer { nextLink += 1 }
    return RelayLink(nextLink)
  }

  // MARK: What comes

  /// Takes the price of the bytes that were read, including that of their frames.
  private mutating func pay(for byteCount: Int, from index: Int, _ context: inout NodeContext) {
    guard var cost = table[index]?.connection?.takeCost() else { return }
    cost.bytes += byteCount
    switch table[index]?.readBudget.pay(cost, rates, now: context.now) {
    case .readOn, nil: break
    case .pause(let instant): table[index]?.connection?.pause(until: instant, &context)
    case .leave:
      context.drops.count(.overLimit)
      table[index]?.connection?.close(&context)
    }
  }

  private mutating func handle(
    _ receipt: RelayReceipt, from index: Int, _ context: inout NodeContext
  ) {
    switch receipt {
    case .data(let bytes, let peer): notify(.received(bytes, from: peer))
    case .confirmed: confirmed(index, &context)
    case .registered(let peer): notify(.asked(for: peer))
    case .refused(let peer): refused(peer, at: index, &context)
    case .online(let peer), .offline(let peer): reachabilityChanged(of: peer)
    case .outOfBand(let bytes, let key):
      receiveOutOfBand(bytes, from: key, over: index, &context)
    case .onionResponse(let payload): notify(.onionResponse(payload))
    }
  }

  /// From strangers, only packets are accepted that may open a session with a contact under a new
  /// DHT key.
  private mutating func receiveOutOfBand(
    _ bytes: [UInt8], from key: DHTPublicKey, over index: Int, _ context: inout NodeContext
  ) {
    guard let relay = table[index], let address = relay.node?.address else { return }
    guard key != context.dht.publicKey else { return context.drops.count(.fromOurselves) }
    if relay.connection?.routes.isRegistered(key) != true {
      if peers[key] == nil {
        guard bytes.first == CookieRequest.kind || bytes.first == Handshake.kind else {
          return context.drops.count(.unroutable)
        }
        guard strangerPackets?.take(for: address, now: context.now) == true else {
          return context.drops.count(.overLimit)
        }
      }
      strangers.note(key, over: relay.key)
    }
    notify(.received(bytes, from: key))
  }

  /// Tells whether a peer can be reached, where that changed.
  mutating func reachabilityChanged(of key: DHTPublicKey) {
    guard let peer = peers[key] else { return }
    let isReachable = peer.indices.contains {
      table[$0]?.connection?.routes.onlineSlot(of: key) != nil
    }
    guard isReachable != peer.isReachable else { return }
    peers[key]?.isReachable = isReachable
    notify(.peer(key, isReachable: isReachable))
  }
}
