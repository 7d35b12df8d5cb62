public import ToxCore
public import ToxWire

/// Who answers TCP connections on a machine where no node runs: a relay that does what no node of
/// ours would.
public protocol StreamServer {
  /// Somebody connected.
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
