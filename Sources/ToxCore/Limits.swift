/// The size of every table and queue that a peer could fill. Counts unless the name says otherwise.
public struct Limits: Hashable, Sendable {
  /// Shared keys with DHT peers, 10 minutes each: X25519 is the dearest thing a packet can cost us.
  public var sharedKeys = 1_024

  public init() {}
}
