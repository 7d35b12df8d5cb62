public import ToxWire

/// How a driver gets onto the network, and where it listens.
public struct DriverConfiguration: Hashable, Sendable {
  public var reach = Reach.udpAndRelays
  /// The UDP port, where there is UDP.
  public var port = PortChoice.standard
  /// The address to listen on; nil: all, IPv6 and IPv4.
  public var address: IPAddress?
  /// How many pieces of work of other threads may wait: a few bursts of a busy gateway.
  public var mailboxCapacity = 4_096

  public init() {}
}
