/// Looks at a network of ours and of others' nodes from outside, again and again.
public struct ServiceWatch {
  private let ours: PosternNodes
  private let theirs: [NodeAddress]

  public struct Log: Sendable {
    /// How often every node was asked for every node of the other kind.
    public internal(set) var samples = 0
    /// What was not answered as it should be.
    public internal(set) var unlisted: [String] = []
    /// Those of our nodes at the end, together.
    public internal(set) var counters: [String: Int] = [:]
  }

  public init(_ ours: PosternNodes, _ theirs: [NodeAddress]) {
    self.ours = ours
    self.theirs = theirs
  }

  public func waitUntilAllAreListed(within limit: Duration = .patience) async throws {
    _ = try await eventually("all nodes are listed at those of the other kind", within: limit) {
      try await unlisted().isEmpty ? true : nil
    }
  }

  /// Prints a line for each look, so that a long run can be followed.
  public func look(for length: Duration, every pause: Duration) async throws -> Log {
    let clock = ContinuousClock()
    let start = clock.now
    var log = Log()
    repeat {
      try await Task.sleep(for: pause)
      let missing = try await unlisted()
      log.samples += 1
      log.unlisted += missing.map { "\(clock.now - start): \($0)" }
      log.counters = try await ours.counters()
      let counters = log.counters.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      let words = counters.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      print("\((clock.now - start).components.seconds) s: unlisted \(missing.count); \(words)")
    } while clock.now - start < length
    return log
  }

  private func unlisted() async throws -> [String] {
    var missing: [String] = []
    for node in theirs {
      for our in ours.nodes {
        if try await !ours.isListed(our, at: node) { missing.append("\(our.port) at \(node.port)") }
        if try await !ours.isListed(node, at: our) { missing.append("\(node.port) at \(our.port)") }
      }
    }
    return missing
  }
}
