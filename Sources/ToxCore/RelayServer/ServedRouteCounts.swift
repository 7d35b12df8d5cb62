import ToxWire

/// How many routes clients hold, altogether and by their networks.
struct ServedRouteCounts {
  private var all = 0
  private var byNetwork = NetworkCounts()

  /// Whether a client there may get one more.
  func mayAdd(at source: Endpoint, _ limits: Limits) -> Bool {
    all < limits.relayRoutes && byNetwork[SourceNetwork(source)] < limits.relayRoutesPerNetwork
  }

  mutating func change(by change: Int, at source: Endpoint) {
    all += change
    byNetwork.change(SourceNetwork(source), by: change)
  }
}
