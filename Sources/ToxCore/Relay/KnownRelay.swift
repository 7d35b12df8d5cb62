import ToxWire

/// A relay that the owner or a contact named, connected to or not.
///
/// There is one for each key, since a relay keeps one connection for each client: a peer that names
/// the same key at another address must neither cut our connection nor make us switch between
/// addresses.
struct KnownRelay {
  /// A peer that can be reached there, and the relay's address in its words.
  struct User: Hashable {
    let peer: DHTPublicKey
    var endpoint: Endpoint
  }

  let key: DHTPublicKey
  /// Where the owner says that it is; nil for one that only contacts named.
  var ownAddress: RelayAddress?
  /// The contacts' peers that named it.
  var users: [User] = []
  /// How many of those are not reached directly.
  var waiting = 0
  var connection: RelayConnection?
  /// Where the connection goes to, or the last one went.
  private(set) var address: RelayAddress?
  /// Where it was last the relay that it should be.
  private(set) var goodAddress: RelayAddress?
  /// Attempts in a row that led to no connection, or to a short one.
  private(set) var failures = 0
  /// Nothing is tried before this.
  private(set) var retryAt = Instant(nanoseconds: .min)
  /// The relay refused a slot, and has freed none since.
  var isRefusing = false
  /// What it made us read, on all connections.
  var readBudget = RelayReadBudget()
  /// Since when a connection is not needed.
  var idleSince: Instant?
  /// When the connection, or the last one, proved to lead to the relay; nil: it did not.
  private var confirmedAt: Instant?

  /// A connection that is not needed is closed after this.
  static let idleTimeout = Interval.seconds(10)
  /// A connection that stood for so long was no failure.
  private static let settledAfter = Interval.seconds(10)
  private static let ownRetryMax = Interval.seconds(30)
  private static let retryMax = Interval.seconds(600)

  init(_ key: DHTPublicKey) { self.key = key }

  var isOwn: Bool { ownAddress != nil }
  /// Whether there should be a connection.
  var isNeeded: Bool { isOwn || waiting > 0 }
  var isConfirmed: Bool { connection?.isConfirmed ?? false }
  /// Whether the connection, or the last one, led to the relay.
  var wasConfirmed: Bool { confirmedAt != nil }
  /// Whether it was tried, and never found.
  var wasNeverFound: Bool { !isOwn && connection == nil && failures > 0 && goodAddress == nil }
  /// The relay at its address, if it has had a connection.
  var node: RelayNode? {
    (goodAddress ?? address).map { RelayNode(key, at: $0) }
  }

  /// Where to try next: the owner's address; otherwise the last one that worked; otherwise the
  /// contacts' addresses, in turn.
  var nextAddress: RelayAddress? {
    if let ownAddress { return ownAddress }
    if failures == 0, let goodAddress { return goodAddress }
    guard !users.isEmpty else { return nil }
    return .endpoint(users[failures % users.count].endpoint)
  }

  mutating func connecting(_ connection: RelayConnection, to address: RelayAddress) {
    self.connection = connection
    self.address = address
    confirmedAt = nil
    isRefusing = false
  }

  mutating func confirmed(now: Now) {
    confirmedAt = now.monotonic
    goodAddress = address
  }

  /// The connection ended, and not by us: 1 s, 2 s, 4 s … to the next attempt, up to half a minute
  /// for the owner's relays and ten minutes for others. Half of it is random, so that the clients
  /// of a relay that restarts don't all come at one instant.
  mutating func failed(_ entropy: inout Entropy, now: Now) {
    connection = nil
    if let confirmedAt, now.monotonic - confirmedAt >= Self.settledAfter { failures = 0 }
    let pause = min(
      .seconds(1 << Int64(min(failures, 10))), isOwn ? Self.ownRetryMax : Self.retryMax)
    failures += 1
    let drawn = entropy.below(Int(pause.nanoseconds / 2))
    retryAt = now.monotonic + pause / 2 + Interval(nanoseconds: Int64(drawn))
  }

  /// The network seems to be back: no reason to wait longer than a second.
  mutating func hurry(_ entropy: inout Entropy, now: Now) {
    guard connection == nil, retryAt > now.monotonic + .seconds(1) else { return }
    retryAt = now.monotonic + .milliseconds(Int64(entropy.below(1_000)))
  }

  /// We ended the connection.
  mutating func closedByUs() {
    connection = nil
    idleSince = nil
  }
}
