import ToxCrypto
public import ToxWire

/// One participant of the Tox network as a state machine: no clock, no socket, no randomness of
/// its own.
///
/// The shell calls one mutating method, then takes outputs with `nextOutput()` until there are
/// none, and so on. `now` never goes back. Whatever a peer sends is handled or counted in `drops`;
/// it never throws and never traps.
public struct ToxNode: ~Copyable {
  var context: NodeContext
  private var wakeAnnounced: Instant?

  /// - Parameters:
  ///   - identity: who the node is.
  ///   - entropy: where all randomness comes from; in production the system's generator.
  public init(
    identity: consuming Identity, limits: Limits = Limits(),
    entropy: any RandomNumberGenerator & Sendable, now: Now
  ) {
    context = NodeContext(longTerm: identity.keyPair, limits: limits, entropy: entropy)
  }

  /// The key under which DHT peers know this run of the node.
  public var dhtKey: DHTPublicKey { context.dht.publicKey }

  /// What was dropped, and why.
  public var drops: DropCounters { context.drops }

  /// A datagram arrived.
  public mutating func receive(_ datagram: Span<UInt8>, from endpoint: Endpoint, now: Now) {
    context.drops.count(.unknownKind)
  }

  /// Time passed: carries out every timer that is due.
  public mutating func advance(to now: Now) {
    while let timer = context.timers.popDue(now.monotonic) { fire(timer, now: now) }
  }

  /// Says goodbye: contacts see the node go at once. Only outputs may be taken afterwards.
  public mutating func shutdown(now: Now) {}

  /// The next thing to do; nil when all is done. A changed wake comes last.
  public mutating func nextOutput() -> Output? {
    if let output = context.outputs.next() { return output }
    let next = context.timers.next()
    guard next?.instant != wakeAnnounced else { return nil }
    wakeAnnounced = next?.instant
    return .wake(at: next?.instant, reason: next?.timer)
  }

  private mutating func fire(_ timer: Timer, now: Now) {}
}
