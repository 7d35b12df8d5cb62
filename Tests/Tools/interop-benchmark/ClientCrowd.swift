import InteropSupport

/// Clients in a few processes, all of which talk with one bot.
struct ClientCrowd: Sendable {
  private let members: [Members]

  /// The clients of one process.
  private struct Members {
    let peer: PeerProcess
    let clients: [PeerInstance]

    func command(_ line: String) async throws {
      try await peer.commandAll(line, instances: clients.count)
    }
  }

  private var clients: [PeerInstance] { members.flatMap(\.clients) }
  var count: Int { members.reduce(0) { $0 + $1.clients.count } }

  /// Starts them and waits until each says that it is on line: with c-toxcore some eight seconds.
  ///
  /// - Parameters:
  ///   - processes: among which the clients are divided. A client of c-toxcore's costs about what a
  ///     bot costs, so it takes three for them not to be what is measured.
  ///   - patience: how long to wait.
  static func start(
    _ count: Int, processes: Int = 3, tick: PeerProcess.Tick = .auto,
    of kind: Surroundings, in network: any LoopbackNetwork, patience: Duration = .seconds(60)
  ) async throws -> ClientCrowd {
    let used = min(count, processes)
    let members = try await withThrowingTaskGroup(of: Members.self) { group in
      for number in 0..<used {
        group.addTask {
          let peer = try kind.peer(in: network.namespace, tick: tick)
          return try await start(
            count / used + (number < count % used ? 1 : 0), of: peer, in: network)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let crowd = ClientCrowd(members: members)
    let deadline = ContinuousClock.now + patience
    for client in crowd.clients {
      try await client.waitOnLine(within: max(deadline - ContinuousClock.now, .zero))
    }
    return crowd
  }

  private static func start(
    _ count: Int, of peer: PeerProcess, in network: any LoopbackNetwork
  ) async throws -> Members {
    var clients: [PeerInstance] = []
    while clients.count < count {
      clients.append(try await PeerInstance(.init(port: network.freePort()), of: peer))
    }
    let members = Members(peer: peer, clients: clients)
    for node in network.nodes {
      try await members.command("bootstrap \(node.host) \(node.port) \(node.key)")
    }
    return members
  }

  /// All ask the bot at once.
  ///
  /// - Returns: seconds until it is on line for every one of them.
  /// - Throws: when it is not within the limit.
  func befriend(_ toxID: String, within limit: Duration = .seconds(60)) async throws -> Double {
    let joined = try await join(toxID, within: limit)
    guard joined.online == count else {
      throw HarnessError("after \(limit) the bot is on line for \(joined.online) of \(count)")
    }
    return joined.seconds
  }

  /// All ask the bot at once.
  ///
  /// - Returns: for how many it is on line once it is for all, or the time is up, and when that
  ///   was.
  func join(
    _ toxID: String, within limit: Duration, _ progress: (_ online: Int) -> Void = { _ in }
  ) async throws -> (online: Int, seconds: Double) {
    for members in members { try await members.command("add_friend \(toxID) hello") }
    return try await waitOnline(within: limit, progress)
  }

  /// From now on, for those for which the bot is not on line.
  ///
  /// - Parameter start: from which the seconds count.
  func waitOnline(
    since start: ContinuousClock.Instant = .now, within limit: Duration,
    _ progress: (_ online: Int) -> Void = { _ in }
  ) async throws -> (online: Int, seconds: Double) {
    var online: Set<String> = []
    while online.count < count, ContinuousClock.now < start + limit {
      try await Task.sleep(for: .milliseconds(10))
      for (key, isOnline) in takeConnections() {
        if isOnline { online.insert(key) } else { online.remove(key) }
      }
      progress(online.count)
    }
    return (online.count, (ContinuousClock.now - start) / .seconds(1))
  }

  /// All send at once; each message makes room for the next one when it has come back or, one way,
  /// when it was acknowledged.
  func flood(_ plan: Flood, oneWay: Bool = false) async throws -> [FloodResult] {
    let limit = (plan.sendingLimit ?? .seconds(600)) + plan.stallLimit + .seconds(30)
    let line = oneWay ? plan.oneWayCommand(to: 0) : plan.command(to: 0)
    for members in members { try await members.command(line) }
    var results: [FloodResult] = []
    // One after the other: a task for each would cost the machine that is measured.
    for client in clients { results.append(try await client.floodResult(within: limit)) }
    return results
  }

  /// How many lost the bot since this was last asked.
  func takeLost() -> Int { Set(takeConnections().filter { !$0.isOnline }.map(\.key)).count }

  /// The changes that were not taken yet: for which client, and whether the bot is online for it.
  private func takeConnections() -> [(key: String, isOnline: Bool)] {
    members.flatMap { members in
      members.peer.log.takeAll { $0.event == "friend_connection" }.map { record in
        let client = members.clients[record.integer("instance") ?? 0]
        return (client.publicKey, record.text("connection") != "none")
      }
    }
  }
}
