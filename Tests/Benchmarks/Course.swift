import InteropSupport

/// Everything that is measured of one bot, in one network of its own: first alone, then with one
/// contact, then with ten.
struct Course {
  let network: TestNetwork
  let bot: MeasuredBot
  let pace: Pace
  private var figures: Figures = [:]

  /// How long to look.
  struct Pace {
    /// A flood is doubled until it lasts half as long.
    let floodSeconds: Double
    let idleSeconds: Int

    static let short = Pace(floodSeconds: 8, idleSeconds: 8)
    static let full = Pace(floodSeconds: 40, idleSeconds: 60)
  }

  static func run(_ kind: MeasuredBot.Kind, _ pace: Pace) async throws -> Figures {
    let network = try await TestNetwork()
    let bot = try await MeasuredBot.start(kind, in: network)
    var course = Course(network: network, bot: bot, pace: pace)
    try await course.run()
    return course.figures
  }

  private init(network: TestNetwork, bot: MeasuredBot, pace: Pace) {
    (self.network, self.bot, self.pace) = (network, bot, pace)
  }

  private mutating func run() async throws {
    try await bot.announced()
    figures[.startToAnnounced] = (ContinuousClock.now - bot.started) / .seconds(1)
    // Three processes: as many as it takes for the clients not to be what is measured.
    let peers = try (0..<3).map { _ in try Peer(in: network.namespace, wake: true) }
    let first = try await clientOnLine(of: peers[0])
    (figures[.idleCPU], figures[.idleMemory]) = try await idle()
    figures[.requestToConnected] = try await connect([first])
    try await measureOneContact(first)
    var others: [PeerInstance] = []
    for number in 1..<10 { others.append(try await network.client(of: peers[number % 3])) }
    for client in others { try await waitOnLine(client) }
    figures[.nineRequestsToConnected] = try await connect(others)
    (figures[.idleCPUTenContacts], figures[.idleMemoryTenContacts]) = try await idle()
    let flood = try await flood([first] + others, window: 64)
    (figures[.tenContactsRate], figures[.tenContactsCPU]) = (flood.rate, flood.cpuMicroseconds)
  }

  private mutating func measureOneContact(_ client: PeerInstance) async throws {
    let single = try await flood([client], window: 1)
    figures[.echoP50] = Double(single.slowest(\.p50)) / 1_000
    figures[.echoP90] = Double(single.slowest(\.p90)) / 1_000
    figures[.echoP99] = Double(single.slowest(\.p99)) / 1_000
    let many = try await flood([client], window: 64)
    (figures[.oneContactRate], figures[.oneContactCPU]) = (many.rate, many.cpuMicroseconds)
    let oneWay = try await flood([client], window: 64, echoed: false)
    figures[.oneWayRate] = oneWay.rate
    figures[.receiptP50] = Double(oneWay.slowest(\.p50)) / 1_000
  }
}

extension Course {
  private func clientOnLine(of peer: Peer) async throws -> PeerInstance {
    let client = try await network.client(of: peer)
    try await waitOnLine(client)
    return client
  }

  private func waitOnLine(_ client: PeerInstance) async throws {
    _ = try await client.event("self_connection", within: .seconds(60)) {
      $0.text("connection") != "none"
    }
  }

  /// Seconds until all are contacts that are on line.
  private func connect(_ clients: [PeerInstance]) async throws -> Double {
    let start = ContinuousClock.now
    var friends: [(PeerInstance, Int)] = []
    for client in clients {
      friends.append((client, try await client.addFriend(bot.toxID, message: "hello")))
    }
    for (client, friend) in friends {
      try await client.waitForFriend(friend, within: .seconds(120))
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// Percent of one core, and resident MiB.
  private func idle() async throws -> (cpu: Double, memory: Double) {
    let before = try bot.usage()
    try await Task.sleep(for: .seconds(pace.idleSeconds))
    let after = try bot.usage()
    let cpu = (after.cpuSeconds - before.cpuSeconds) / Double(pace.idleSeconds) * 100
    return (cpu, Double(after.residentKiB) / 1_024)
  }

  /// Floods that double until one lasts long enough: bots differ by a factor of a hundred.
  private func flood(
    _ clients: [PeerInstance], window: Int, echoed: Bool = true
  ) async throws -> FloodFigures {
    var count = 50 * min(window, 8)
    while true {
      let figures = try await FloodFigures(
        clients, bot, count: count, window: window, echoed: echoed)
      if figures.seconds > pace.floodSeconds / 2 { return figures }
      count *= 2
    }
  }
}
