import ToxWire

/// Named nodes and relays without an address so far. The names of a machine may have none for a
/// while after it has started.
struct AwaitedNames {
  struct Entry: Hashable {
    let node: BootstrapNode
    let isRelay: Bool
  }

  private(set) var entries: [Entry]
  private var tries = 0

  /// Seconds after the first try, and at most between two.
  private static let delays = (first: 5.0, last: 300.0)

  /// Those with an address come first: asking for a name may take many seconds.
  init(nodes: [BootstrapNode], relays: [BootstrapNode]) {
    let all =
      nodes.map { Entry(node: $0, isRelay: false) } + relays.map { Entry(node: $0, isRelay: true) }
    entries = all.filter { $0.node.endpoint != nil } + all.filter { $0.node.endpoint == nil }
  }

  /// Asks for the address of each, and keeps those that have none.
  ///
  /// - Parameter found: called for each, as soon as it is known.
  /// - Returns: the seconds until the next try; nil where all have an address.
  mutating func resolve(
    _ address: (BootstrapNode) -> Endpoint?, found: (Entry, Endpoint?) -> Void
  ) -> Double? {
    var missing: [Entry] = []
    for entry in entries {
      let endpoint = address(entry.node)
      if endpoint == nil { missing.append(entry) }
      if endpoint != nil || tries == 0 { found(entry, endpoint) }
    }
    entries = missing
    guard !entries.isEmpty else { return nil }
    defer { tries += 1 }
    return min(Self.delays.first * Double(1 << min(tries, 10)), Self.delays.last)
  }
}
