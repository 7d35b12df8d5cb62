import Testing
import ToxWire

@testable import Gateway

/// The DHT nodes through which a named relay helps to join.
@Suite struct `Named relays` {
  private let keys = (1...3).map { String(repeating: "A\($0)", count: 32) }

  private func place(_ text: String) throws -> NamedPlace {
    let node = try BootstrapNode(text)
    return NamedPlace(node, at: node.resolve())
  }

  /// The relays' nodes, each with its port.
  private func ports(of relays: [String], beside nodes: [String] = []) throws -> [UInt16?] {
    try NamedPlace.nodes(of: relays.map(place), beside: nodes.map(place)).map { $0.endpoint?.port }
  }

  @Test func `the node of a relay is at its port, or at the usual one`() throws {
    let relays = ["192.0.2.1:3390:", "192.0.2.2:443:", "192.0.2.3:3389:"]
    #expect(try ports(of: zip(relays, keys).map { $0 + $1 }) == [3_390, 33_445, 33_445])
  }

  @Test func `a relay that is named as a node too is no node at another port`() throws {
    let relays = ["192.0.2.1:3390:\(keys[0])", "192.0.2.2:3391:\(keys[1])"]
    #expect(try ports(of: relays, beside: ["192.0.2.1:33446:\(keys[0])"]) == [3_391])
  }

  @Test func `a node whose name has no address leaves the relay to serve`() throws {
    let node = NamedPlace(try BootstrapNode("node.example:33446:\(keys[0])"), at: nil)
    let relay = try place("192.0.2.1:3390:\(keys[0])")
    #expect(NamedPlace.nodes(of: [relay], beside: [node]) == [relay])
  }
}
