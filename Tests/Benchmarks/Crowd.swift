import InteropSupport

/// c-toxcore clients in a few processes, all of whom talk with one bot.
struct Crowd {
  private let peers: [Peer]
  private let clients: [PeerInstance]

  var count: Int { clients.count }

  /// Starts them and waits until each says that it is on line, some eight seconds later.
  ///
  /// - Parameters:
  ///   - processes: among which the clients are divided. A client costs about what a bot costs, so it
  ///     takes three for them not to be what is measured.
  ///   - tick: how often each looks, besides each time that a datagram has come.
  static func start(
    _ count: Int, processes: Int = 3, tick: Peer.Tick = .auto, in network: any LoopbackNetwork
  ) async throws -> Crowd {
    let used = min(count, processes)
    let peers = try (0..<used).map { _ in
      try Peer(in: network.namespace, tick: tick, wake: true)
    }
    var clients: [PeerInstance] = []
    for number in 0..<count {
      let options = PeerInstance.Options(port: network.freePort())
      clients.append(try await PeerInstance(options, of: peers[number % used]))
    }
    let crowd = Crowd(peers: peers, clients: clients)
    for node in network.nodes {
      try await crowd.command("bootstrap \(node.host) \(node.port) \(node.key)")
    }
    for client in clients { try await client.waitOnLine(within: .seconds(60)) }
    return crowd
  }

  /// All ask the bot at once.
  ///
  /// - Returns: seconds until it is on line for every one of them.
  func befriend(_ toxID: String, within limit: Duration = .seconds(60)) async throws -> Double {
    let start = ContinuousClock.now
    try await command("add_friend \(toxID) hello")
    for (number, client) in clients.enumerated() {
      let left = limit - (ContinuousClock.now - start)
      do {
        try await client.waitForFriend(0, within: max(left, .zero))
      } catch is HarnessError {
        throw HarnessError("the bot was not on line for client \(number) of \(count) in \(limit)")
      }
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// All send at once; each message makes room for the next one when it has come back or, one way,
  /// when it was acknowledged.
  func flood(_ plan: Flood, oneWay: Bool = false) async throws -> [FloodResult] {
    let limit = (plan.sendingLimit ?? .seconds(600)) + plan.stallLimit + .seconds(30)
    try await command(oneWay ? plan.oneWayCommand(to: 0) : plan.command(to: 0))
    var results: [FloodResult] = []
    // One after the other: a task for each would cost the machine that is measured.
    for client in clients { results.append(try await client.floodResult(within: limit)) }
    return results
  }

  /// Those for whom the bot has gone off line since this was last asked.
  func takeLost() -> Int {
    clients.count { client in
      var isLost = false
      while takeLoss(of: client) { isLost = true }
      return isLost
    }
  }

  private func takeLoss(of client: PeerInstance) -> Bool {
    let loss = client.peer.log.take {
      $0.event == "friend_connection" && $0.integer("instance") == client.index
        && $0.text("connection") == "none"
    }
    return loss != nil
  }

  private func command(_ line: String) async throws {
    for peer in peers {
      let instances = clients.count { $0.peer === peer }
      try await peer.commandAll(line, instances: instances)
    }
  }
}
