import ToxWire

/// Where LAN discovery packets go, and when.
///
/// - Spec: "LAN discovery"
/// - Differs: the loopback addresses are tried as well, so that two processes on one machine find
///   each other without any network. All ports are tried in the first seconds.
struct LANBeacon {
  private static let firstPort: UInt16 = 33_445
  /// The ports after the first one, on which nodes look for a free one.
  private static let otherPorts = 33_446...33_545 as ClosedRange<UInt16>
  private static let portsPerTurn = 10
  private static let eagerTurns = 3

  /// Broadcast addresses, each with the port that is always tried.
  private let broadcast: [Endpoint]
  private var turns = 0
  private var rotation = 0

  init(broadcast: [Endpoint]) { self.broadcast = broadcast }

  /// The endpoints of this round, and the pause until the next.
  mutating func nextTurn() -> (endpoints: [Endpoint], pause: Interval) {
    let isEager = turns < Self.eagerTurns
    turns += 1
    let rotating = nextPorts()
    var endpoints: [Endpoint] = []
    for target in broadcast {
      endpoints.append(target)
      endpoints += rotating.map { Endpoint(target.address, port: $0) }
    }
    for address in [IPAddress.loopback4, .loopback6] {
      endpoints.append(Endpoint(address, port: Self.firstPort))
      let ports = isEager ? Array(Self.otherPorts) : rotating
      endpoints += ports.map { Endpoint(address, port: $0) }
    }
    return (endpoints, isEager ? .seconds(1) : DHTTimings.lanDiscovery)
  }

  private mutating func nextPorts() -> [UInt16] {
    let start = Self.otherPorts.lowerBound + UInt16(rotation)
    rotation = (rotation + Self.portsPerTurn) % Self.otherPorts.count
    return Array(start..<(start + UInt16(Self.portsPerTurn)))
  }
}
