import ToxCore
import ToxNIO
import ToxWire

/// Drivers on neighbouring ports, each with an identity of its own.
struct NodeGroup {
  private var drivers: [Driver] = []
  private(set) var names: [NodeName] = []

  init(count: Int, firstPort: UInt16, joining others: [NodeName]) async throws {
    var entropy = SystemRandomNumberGenerator()
    for offset in 0..<count {
      var configuration = DriverConfiguration()
      configuration.port = .exactly(firstPort + UInt16(offset))
      configuration.address = .loopback4
      let driver = try await Driver.start(
        identity: Identity(from: &entropy), configuration: configuration, events: { _ in })
      let known = others + names.prefix(1)
      let key = await driver.perform { node, now in
        for other in known { node.bootstrap(other.endpoint, other.key, now: now) }
        return node.dhtKey
      }
      drivers.append(driver)
      names.append(NodeName(port: driver.port ?? 0, key: key))
    }
  }

  /// What all nodes did together.
  func counters() async -> [(key: String, value: UInt64)] {
    var sums: [String: UInt64] = ["announced": 0, "sent": 0, "received": 0]
    for driver in drivers {
      let done = await driver.counters
      let (status, drops) = await driver.perform { node, _ in (node.status, node.drops) }
      sums["announced", default: 0] += status == .announced ? 1 : 0
      sums["sent", default: 0] += done.datagramsSent
      sums["received", default: 0] += done.datagramsReceived
      for drop in Drop.allCases { sums["\(drop)", default: 0] += drops[drop] }
    }
    return sums.sorted { $0.key < $1.key }
  }
}
