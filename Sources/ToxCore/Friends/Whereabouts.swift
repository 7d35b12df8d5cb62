import ToxWire

/// What is known of a contact's whereabouts.
struct Whereabouts {
  let dhtKey: DHTPublicKey
  /// The address from which the DHT key last answered a request there: sessions are opened there,
  /// and the owner remembers it.
  var endpoint: Endpoint?
  /// Whether relays reach the DHT key.
  var isRelayed = false
  /// When the DHT key was last confirmed by its owner.
  var heardAt: Instant
  /// Sessions that failed, or ended soon, in a row.
  var failures = 0
  /// No session is opened before this.
  var attemptAt: Instant

  /// After this long without a DHT-key packet the key counts as forgotten.
  static let lifetime = Interval.seconds(122)

  init(_ dhtKey: DHTPublicKey, at endpoint: Endpoint? = nil, now: Now) {
    self.dhtKey = dhtKey
    self.endpoint = endpoint
    heardAt = now.monotonic
    attemptAt = now.monotonic
  }

  /// Whether there is a route on which a session can be opened.
  var isWithinReach: Bool { endpoint != nil || isRelayed }

  var forgottenAt: Instant { heardAt + Self.lifetime }

  /// One more session failed: 2, 4, 8 … 64 s until the next attempt.
  mutating func pauseAfterFailure(now: Now) {
    failures += 1
    attemptAt = now.monotonic + .seconds(1 << Int64(min(failures, 6)))
  }
}
