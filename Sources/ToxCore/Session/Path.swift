import ToxWire

/// The addresses at which a peer may be reached, and when it was last heard at each; and whether
/// relays reach it.
///
/// Two addresses are kept: the one in use, and one that was named later (or used before) and takes
/// over when the peer is heard there alone. While that is in doubt packets go to both. Relays carry
/// what the address in use can't be relied on for.
///
/// - Spec: "Direct connections"
struct Path {
  private struct Candidate {
    var endpoint: Endpoint
    let namedAt: Instant
    var heardAt: Instant?
    /// Nil: the peer showed that it gets what is sent there.
    var allowance: AddressAllowance?
  }

  private var current: Candidate?
  private var other: Candidate?
  private var movedAt: Instant?
  /// One side seemed not to hear the other, and the peer was not heard at an address since.
  private var isDoubted = false
  /// Relays reach the peer, as far as they know.
  var isRelayed = false
  private var heardOverRelayAt: Instant?

  /// A peer that was heard within this time is assumed to be still there; the reference's value.
  static let directTimeout = Interval.seconds(8)
  /// A peer that talks from one address and is not heard at the other for this long has left the
  /// other.
  private static let leftAfter = Interval.seconds(1)

  /// Where packets go; nil while no address is known.
  var endpoint: Endpoint? { current?.endpoint }
  /// The second address, if there is one.
  var alternative: Endpoint? { other?.endpoint }
  /// Both.
  var endpoints: [Endpoint] { [current, other].compactMap { $0?.endpoint } }

  func contains(_ endpoint: Endpoint) -> Bool {
    current?.endpoint == endpoint || other?.endpoint == endpoint
  }

  /// When the peer was last heard, on any way.
  var heardAt: Instant? {
    [current?.heardAt, other?.heardAt, heardOverRelayAt].compactMap { $0 }.max()
  }

  /// Whether the peer was heard lately where packets go.
  func isDirect(now: Now) -> Bool { Self.isAlive(current, now: now) }

  /// Whether the address in use may carry data alone, without the relays.
  func isTrusted(now: Now) -> Bool {
    !isDoubted && isDirect(now: now) && current?.allowance == nil
  }

  /// Whether packets should go to both addresses: the peer is silent at the one in use, or not
  /// proven to be there, or was heard or named at the other since, or has just moved. An observer
  /// that repeats a peer's packet from elsewhere, faster than the peer's own way, must not cut it
  /// off.
  func isInDoubt(now: Now) -> Bool {
    guard let current, let other, Self.isAlive(current, now: now), current.allowance == nil
    else { return true }
    if let movedAt, now.monotonic - movedAt < Self.leftAfter { return true }
    return current.heardAt.map { $0 < other.heardAt ?? other.namedAt } ?? true
  }

  /// Learns an address. It is used at once unless the peer is still at the present one. With two
  /// known addresses, the one not in use is replaced.
  ///
  /// - Parameter isProved: whether the peer has proven, to any part of the node, that it is there.
  mutating func add(_ endpoint: Endpoint, isProved: Bool, now: Now) {
    guard !contains(endpoint) else {
      if isProved { proved(endpoint) }
      return
    }
    let candidate = Candidate(
      endpoint: endpoint, namedAt: now.monotonic,
      allowance: isProved ? nil : AddressAllowance())
    if current == nil {
      current = candidate
    } else if isDirect(now: now) {
      other = candidate
    } else {
      other = current
      current = candidate
    }
  }

  // MARK: Proof

  /// The peer answered there what was sent to nowhere else.
  mutating func proved(_ endpoint: Endpoint) {
    if current?.endpoint == endpoint { current?.allowance = nil }
    if other?.endpoint == endpoint { other?.allowance = nil }
  }

  /// What bounds the packets to this address; nil: nothing.
  func allowance(at endpoint: Endpoint) -> AddressAllowance? {
    if current?.endpoint == endpoint { return current?.allowance }
    return other?.endpoint == endpoint ? other?.allowance : nil
  }

  /// Whether a DHT ping may go there now; if so, it counts as sent.
  func mayPing(_ endpoint: Endpoint, now: Now) -> Bool {
    allowance(at: endpoint)?.takeChallenge(PingRequest.size, now: now) ?? true
  }

  /// Sends bytes to one of the addresses, as far as it is allowed.
  func transmit(_ bytes: [UInt8], to endpoint: Endpoint, _ context: inout NodeContext) {
    guard allowance(at: endpoint)?.take(bytes.count) ?? true else { return }
    context.outputs.transmit(bytes, to: endpoint)
  }

  /// One side does not seem to hear the other: until the peer is heard at an address, relays carry
  /// everything too.
  mutating func doubt() { isDoubted = true }

  /// A packet of the peer came this way.
  ///
  /// - Returns: whether packets now go to another address than before.
  mutating func heard(on route: Route, now: Now) -> Bool {
    switch route {
    case .direct(let endpoint): return heard(from: endpoint, now: now)
    case .relayed:
      heardOverRelayAt = now.monotonic
      // The peer talks over relays because it does not hear us at its address, or because we would
      // not hear it there.
      if let heardAt = current?.heardAt, now.monotonic - heardAt >= Self.leftAfter { doubt() }
      return false
    }
  }

  /// The peer proved to be at `endpoint`, one of the two.
  ///
  /// - Returns: whether packets now go to this address and went elsewhere before.
  mutating func heard(from endpoint: Endpoint, now: Now) -> Bool {
    if current?.endpoint == endpoint {
      current?.heardAt = now.monotonic
      isDoubted = false
      return false
    }
    guard other?.endpoint == endpoint else { return false }
    other?.heardAt = now.monotonic
    let isSilent = current?.heardAt.map { now.monotonic - $0 >= Self.leftAfter } ?? true
    guard isSilent || Self.rank(other) > Self.rank(current) else { return false }
    swap(&current, &other)
    isDoubted = false
    movedAt = now.monotonic
    return true
  }

  private static func isAlive(_ candidate: Candidate?, now: Now) -> Bool {
    guard let heardAt = candidate?.heardAt else { return false }
    return now.monotonic - heardAt < directTimeout
  }

  /// IPv4 on the LAN before IPv6 before IPv4.
  private static func rank(_ candidate: Candidate?) -> Int {
    guard let address = candidate?.endpoint.address else { return 0 }
    return address.isIPv4 ? (address.isLAN ? 3 : 1) : 2
  }
}
