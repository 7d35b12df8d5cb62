import DequeModule
import ToxCrypto
import ToxWire

/// All TCP relays that the node uses as a client, and the peers that it reaches through them.
///
/// Relays that the owner named are connected to always. Those that a contact named are connected to
/// while that contact is not reached directly. On each connection the relay is asked for a slot for
/// every peer that may be there; data goes over one relay where the peer is, what opens a session over
/// all.
///
/// - Spec: "TCP connections"
struct Relays {
  var table = RelayTable()
  var peers: [DHTPublicKey: RelayPeer] = [:]
  /// The keys of `peers`, in the order in which they came.
  var peerKeys: [DHTPublicKey] = []
  var strangers: RelayStrangers
  /// Out of band packets of strangers that are handed up; made with the first connection.
  var strangerPackets: FairBudget?
  /// Connections to relays that contacts named.
  var attempts: TokenBucket
  /// Whether contacts may name relays on the local network.
  var takesLAN = false
  var notices: Deque<RelayNotice> = []
  private let rates: RelayDues.Rates
  private var buffer = RelayStream.makeBuffer()
  private var nextLink: UInt64 = 0
  /// Places of connections that may hold frames for the shell.
  private var unflushed: [Int] = []

  init(_ limits: Limits) {
    strangers = RelayStrangers(capacity: limits.relayStrangers)
    attempts = TokenBucket(limits.relayAttempts)
    rates = RelayDues.Rates(limits)
  }

  /// The next thing that the rest of the node should know.
  mutating func nextNotice() -> RelayNotice? { notices.popFirst() }

  /// Relays that we are connected to, the owner's first.
  var connected: [RelayNode] {
    let relays = table.places.compactMap { table[$0] }.filter(\.isConfirmed)
    return (relays.filter(\.isOwn) + relays.filter { !$0.isOwn }).compactMap(\.node)
  }

  /// Whether the owner named it.
  func isOwn(_ relay: DHTPublicKey) -> Bool {
    table.place(of: relay).flatMap { table[$0]?.isOwn } ?? false
  }

  /// Whether a peer is connected to a relay where it asked for us too.
  func isReachable(_ key: DHTPublicKey) -> Bool { peers[key]?.isReachable ?? false }

  // MARK: From the shell

  mutating func opened(_ link: RelayLink, _ context: inout NodeContext) {
    guard let place = table.place(of: link) else { return }
    table[place]?.connection?.opened(&context)
    touch(place)
    endIfClosed(place, &context)
  }

  mutating func receive(_ bytes: Span<UInt8>, on link: RelayLink, _ context: inout NodeContext) {
    guard let place = table.place(of: link) else { return }
    var position = 0
    while let receipt = table[place]?.connection?.receive(
      &position, of: bytes, into: &buffer, &context)
    {
      handle(receipt, from: place, &context)
    }
    pay(for: bytes.count, from: place, &context)
    touch(place)
    endIfClosed(place, &context)
  }

  mutating func closed(_ link: RelayLink, _ context: inout NodeContext) {
    guard let place = table.place(of: link) else { return }
    table[place]?.connection?.ended(&context)
    endIfClosed(place, &context)
  }

  mutating func setBlocked(_ link: RelayLink, isBlocked: Bool, _ context: inout NodeContext) {
    guard let place = table.place(of: link) else { return }
    table[place]?.connection?.setBlocked(isBlocked, &context)
  }

  mutating func timerFired(_ timer: Timer, _ context: inout NodeContext) {
    switch timer {
    case .relays: maintain(&context)
    case .relay(let link):
      guard let place = table.place(of: link) else { return }
      table[place]?.connection?.timePassed(&context)
      touch(place)
      endIfClosed(place, &context)
    default: preconditionFailure("a timer of another machine")
    }
  }

  /// Hands the frames of one burst of inputs to the shell, those of a connection together.
  mutating func flush(_ context: inout NodeContext) {
    guard !unflushed.isEmpty else { return }
    for place in unflushed { table[place]?.connection?.flush(&context) }
    unflushed.removeAll(keepingCapacity: true)
  }

  /// Notes that a connection may hold frames.
  mutating func touch(_ place: Int) {
    if unflushed.last != place { unflushed.append(place) }
  }

  mutating func takeLink() -> RelayLink {
    defer { nextLink += 1 }
    return RelayLink(nextLink)
  }

  // MARK: What comes

  /// Takes the price of what was read, the frames' own included.
  private mutating func pay(for byteCount: Int, from place: Int, _ context: inout NodeContext) {
    guard var bill = table[place]?.connection?.takeBill() else { return }
    bill.bytes += byteCount
    switch table[place]?.dues.pay(bill, rates, now: context.now) {
    case .readOn, nil: break
    case .pause(let instant): table[place]?.connection?.pause(until: instant, &context)
    case .leave:
      context.drops.count(.overLimit)
      table[place]?.connection?.close(&context)
    }
  }

  private mutating func handle(
    _ receipt: RelayReceipt, from place: Int, _ context: inout NodeContext
  ) {
    switch receipt {
    case .data(let bytes, let peer): notices.append(.received(bytes, from: peer))
    case .confirmed: confirmed(place, &context)
    case .registered(let peer): notices.append(.asked(for: peer))
    case .refused(let peer): refused(peer, at: place, &context)
    case .online(let peer), .offline(let peer): reachabilityChanged(of: peer)
    case .outOfBand(let bytes, let key):
      receiveOutOfBand(bytes, from: key, over: place, &context)
    case .onionResponse(let payload): notices.append(.onionResponse(payload))
    }
  }

  /// Of strangers, only what may open a session with a contact under a new DHT key is heard.
  private mutating func receiveOutOfBand(
    _ bytes: [UInt8], from key: DHTPublicKey, over place: Int, _ context: inout NodeContext
  ) {
    guard let relay = table[place], let address = relay.node?.address else { return }
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
    notices.append(.received(bytes, from: key))
  }

  /// Tells whether a peer can be reached, where that changed.
  mutating func reachabilityChanged(of key: DHTPublicKey) {
    guard let peer = peers[key] else { return }
    let isReachable = peer.places.contains {
      table[$0]?.connection?.routes.onlineSlot(of: key) != nil
    }
    guard isReachable != peer.isReachable else { return }
    peers[key]?.isReachable = isReachable
    notices.append(.peer(key, isReachable: isReachable))
  }
}
