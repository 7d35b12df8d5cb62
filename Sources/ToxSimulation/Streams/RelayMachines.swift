/// What answers connections to relays: servers on machines without a node, and the condition of
/// each relay.
struct RelayMachines {
  private var servers: [HostID: any StreamServer] = [:]
  /// Of the relays that do not simply work.
  private var conditions: [HostID: RelayCondition] = [:]

  mutating func add(_ server: any StreamServer, on host: HostID) { servers[host] = server }

  /// Lets the server on a machine act.
  ///
  /// - Returns: nil where the machine has none.
  mutating func perform<Result>(
    on host: HostID, _ body: (inout any StreamServer) -> Result
  ) -> Result? {
    guard servers[host] != nil else { return nil }
    return body(&servers[host]!)
  }

  func condition(of host: HostID) -> RelayCondition { conditions[host] ?? .works }

  mutating func setCondition(of host: HostID, to condition: RelayCondition) {
    conditions[host] = condition
  }
}
