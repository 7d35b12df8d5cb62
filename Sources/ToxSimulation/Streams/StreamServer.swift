public import ToxCore
public import ToxWire

/// A server on a machine without a node, such as a relay that misbehaves in a way that no node of
/// ours would.
public protocol StreamServer {
  /// A client connected.
  mutating func connected(_ id: RelayClientID, from source: Endpoint) -> [ServedAction]
  /// Bytes came, cut anywhere.
  mutating func received(_ bytes: [UInt8], from id: RelayClientID) -> [ServedAction]
  /// A client is gone.
  mutating func closed(_ id: RelayClientID)
}

extension Simulation {
  /// Adds a machine without a node.
  public mutating func addMachine(_ server: any StreamServer) -> HostID {
    let host = network.addHost(at: .internet)
    relays.add(server, on: host)
    return host
  }
}
