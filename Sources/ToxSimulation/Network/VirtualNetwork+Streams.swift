import ToxCore
import ToxWire

/// What TCP sees of the network.
extension VirtualNetwork {
  /// The machine that a TCP connection reaches, and its client's address as seen from there.
  /// Routers accept no connection, and pass every outgoing one.
  func streamRoute(
    from host: HostID, to endpoint: Endpoint
  ) -> (server: HostID, source: Endpoint)? {
    let client = hosts[host.index]
    if client.site != .internet, endpoint.address.isLAN {
      return self.host(at: endpoint, in: client.site).map { ($0, client.endpoint) }
    }
    guard let server = self.host(at: endpoint, in: .internet) else { return nil }
    let address = sites[client.site.index].translator?.address ?? client.endpoint.address
    return (server, Endpoint(address, port: client.endpoint.port))
  }

  /// Whether nothing passes between two machines.
  func isCut(_ one: HostID, from other: HostID) -> Bool {
    guard let side = sideByHost[one], let otherSide = sideByHost[other] else { return false }
    return side != otherSide
  }

  /// How long bytes of a connection travel: a loss costs a retransmission.
  mutating func streamTravel(from host: HostID, to target: HostID) -> Interval {
    let profile = profile(from: host, to: target)
    var travel = profile.delay
    if profile.jitter.nanoseconds > 0 {
      travel =
        travel
        + Interval(
          nanoseconds: .random(in: 0...profile.jitter.nanoseconds, using: &streamGenerator))
    }
    while profile.loss.happens(&streamGenerator) && travel < Self.streamTravelMax {
      travel = travel + Self.retransmission
    }
    return travel
  }

  /// What a lost segment costs, and how long a cut lasts before it is tried again.
  static let retransmission = Interval.milliseconds(200)
  private static let streamTravelMax = Interval.seconds(3)
}
