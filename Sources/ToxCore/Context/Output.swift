public import ToxWire

/// What the node wants done. After each input the shell takes outputs until there are none; `.wake`
/// comes last.
public enum Output: Hashable, Sendable {
  /// Send a datagram.
  case transmit(Transmit)
  /// Do something with a TCP connection to a relay.
  case relay(RelayAction)
  /// Act on an incoming connection to our relay.
  case served(ServedAction)
  case event(Event)
  /// Call `advance(to:)` at this time, or sooner. Replaces the wake before it; nil: nothing is due.
  case wake(at: Instant?, reason: NodeTimer?)
}

/// One datagram to send, at most 2048 bytes.
public struct Transmit: Hashable, Sendable {
  public var endpoint: Endpoint
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8], to endpoint: Endpoint) {
    self.endpoint = endpoint
    self.bytes = bytes
  }
}
