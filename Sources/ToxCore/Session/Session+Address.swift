import DequeModule
import ToxWire

/// The addresses and relays over which a session reaches its peer, and the proofs that the peer is
/// there.
extension Session {
  /// Learns an address that the peer's DHT key answered from and, while the session is being
  /// opened, tries it at once.
  mutating func addEndpoint(_ endpoint: Endpoint, _ context: inout NodeContext) {
    let isNew = !path.contains(endpoint)
    path.add(endpoint, isProved: true, now: context.now)
    guard isNew else { return }
    tryOut(.direct(endpoint), &context)
  }

  /// Learns whether relays reach the peer and, where that is new, tries them at once.
  mutating func setRelayed(_ isRelayed: Bool, _ context: inout NodeContext) {
    guard isRelayed != path.isRelayed else { return }
    path.isRelayed = isRelayed
    guard isRelayed else { return }
    tryOut(.relayed(dhtKey), &context)
  }

  private mutating func tryOut(_ route: Route, _ context: inout NodeContext) {
    switch handshake.state {
    case .waiting:
      if let packet = handshake.begin(dhtKey, &context) {
        transmit(opening: packet, on: route, &context)
      }
    case .established: channel?.sendRequest(through: path, &context)
    case .cookieRequested, .handshakeSent, .notConfirmed:
      if let attempt = handshake.attempt { transmit(opening: attempt.packet, on: route, &context) }
    }
    arm(&context)
  }

  // MARK: Opening

  /// Sends a cookie request, or a handshake with our session key.
  mutating func transmit(
    opening packet: [UInt8], on route: Route, _ context: inout NodeContext
  ) {
    if packet.first == Handshake.kind { keyAudience.add(route) }
    guard let endpoint = route.endpoint else {
      return context.transmit(packet, on: route)
    }
    path.transmit(packet, to: endpoint, &context)
  }

  /// What opens a session goes to each address: which of them works is not known yet.
  mutating func transmitEverywhere(opening packet: [UInt8], _ context: inout NodeContext) {
    for endpoint in path.endpoints { transmit(opening: packet, on: .direct(endpoint), &context) }
    if path.isRelayed { transmit(opening: packet, on: .relayed(dhtKey), &context) }
  }

  // MARK: Proof

  /// The peer was recognized at an address where it was not known.
  mutating func appeared(at endpoint: Endpoint, now: Now) {
    path.add(endpoint, isProved: false, now: now)
  }

  /// Authentic data came from an address: three times its size may be sent there, and the peer is
  /// asked whether it is there, unless this data proves it already.
  mutating func credit(
    _ count: Int, at endpoint: Endpoint, notices: inout Deque<SessionNotice>, now: Now
  ) {
    guard let allowance = path.allowance(at: endpoint) else { return }
    if keyAudience.isOnly(endpoint) { return proved(endpoint, notices: &notices) }
    allowance.received(count)
    if path.mayPing(endpoint, now: now) { notices.append(.unproved(dhtKey, endpoint)) }
  }

  /// A packet that was sent only there was answered: a DHT ping, or our handshake.
  mutating func proved(_ endpoint: Endpoint, notices: inout Deque<SessionNotice>) {
    guard path.allowance(at: endpoint) != nil else { return }
    path.proved(endpoint)
    if path.endpoint == endpoint { tellMove(notices: &notices) }
  }

  /// The address is kept for later, so it has to be proved.
  func tellMove(notices: inout Deque<SessionNotice>) {
    guard let endpoint = path.endpoint, path.allowance(at: endpoint) == nil else { return }
    notices.append(.moved(id, endpoint))
  }
}

/// The addresses that our handshake went to, and with it our half of the session key. A peer that
/// uses that key has read it there: if it went to one address only, data proves that the peer is
/// there.
struct KeyAudience {
  private var only: Route?
  private var isMany = false

  mutating func add(_ route: Route) {
    if let only, only != route { isMany = true }
    only = route
  }

  func isOnly(_ endpoint: Endpoint) -> Bool { !isMany && only == .direct(endpoint) }
}
