import Testing
import ToxWire

@testable import Gateway

@Suite struct `Names of nodes` {
  private static let key = String(repeating: "7", count: 64)
  private static let address = Endpoint(.v4(0x7f00_0001), port: 33_445)

  private func node(_ host: String) throws -> BootstrapNode {
    try BootstrapNode("\(host):33445:\(Self.key)")
  }

  /// What was found in one try, and the seconds until the next.
  private func resolve(
    _ names: inout AwaitedNames, known: Set<String>
  ) -> (found: [String], pause: Double?) {
    var found: [String] = []
    let pause = names.resolve({ known.contains($0.host) ? Self.address : nil }) { entry, endpoint in
      found.append("\(entry.node.host) \(endpoint == nil ? "-" : entry.isRelay ? "relay" : "node")")
    }
    return (found, pause)
  }

  @Test func `those with an address come first, and the others are asked for until they have one`()
    throws
  {
    var names = AwaitedNames(
      nodes: [try node("a.example"), try node("127.0.0.2")],
      relays: [try node("b.example"), try node("127.0.0.3")])
    var (found, pause) = resolve(&names, known: ["127.0.0.2", "127.0.0.3"])
    #expect(found == ["127.0.0.2 node", "127.0.0.3 relay", "a.example -", "b.example -"])
    #expect(pause == 5)
    (found, pause) = resolve(&names, known: [])
    #expect(found == [] && pause == 10)
    (found, pause) = resolve(&names, known: ["b.example"])
    #expect(found == ["b.example relay"] && pause == 20)
    for _ in 0..<20 { (_, pause) = resolve(&names, known: []) }
    #expect(pause == 300)
    (found, pause) = resolve(&names, known: ["a.example"])
    #expect(found == ["a.example node"] && pause == nil)
  }
}
