import ArgumentParser
import InteropSupport

/// Round trips: `--window 1` measures latency, larger windows throughput.
struct Echo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Echo latency and throughput.")

  @OptionGroup var options: BotOptions
  @Option(help: "Messages that each client sends.") var messages = 20_000
  @Option(help: "Bytes of each message.") var length = 64
  @Option(help: "Messages on their way at once, for each client.") var window = 64
  @Option(help: "Clients, each a contact of the bot.") var clients = 1
  @Option(help: "Processes among which the clients are divided; a fast bot needs three.")
  var processes = 1
  @Flag(help: "No echoes: paced by receipts, from one client.") var oneWay = false
  @Option(help: "Share of all datagrams that is lost, in percent.") var loss = 0

  func run() async throws {
    let network = try await TestNetwork()
    let bot = try await options.start(in: network)
    let clients = try await connectedClients(to: bot, in: network)
    try await network.namespace.dropDatagrams(percent: loss)
    if oneWay {
      let before = try bot.usage()
      let result = try await clients[0].oneWay(
        count: messages, length: length, window: window, to: 0, within: .seconds(600))
      report([result], seconds: result.seconds, before: before, after: try bot.usage())
      return
    }
    var flood = Flood(count: messages, lengths: length...length, window: window)
    flood.stallLimit = .seconds(60)
    let before = try bot.usage()
    let clock = ContinuousClock()
    let start = clock.now
    let plan = flood
    let results = try await withThrowingTaskGroup(of: FloodResult.self) { group in
      for client in clients {
        group.addTask { try await client.flood(plan, to: 0, within: .seconds(600)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let seconds = (clock.now - start) / .seconds(1)
    report(results, seconds: seconds, before: before, after: try bot.usage())
  }

  private func connectedClients(
    to bot: MeasuredBot, in network: TestNetwork
  ) async throws -> [PeerInstance] {
    let peers = try (0..<processes).map { _ in try Peer(in: network.namespace, wake: true) }
    var clients: [PeerInstance] = []
    for number in 0..<self.clients {
      let client = try await network.client(of: peers[number % processes])
      _ = try await client.addFriend(bot.toxID, message: "hello")
      clients.append(client)
    }
    for client in clients { try await client.waitForFriend(0, within: .seconds(120)) }
    return clients
  }

  private func report(
    _ results: [FloodResult], seconds: Double, before: ProcessUsage, after: ProcessUsage
  ) {
    let received = results.reduce(0) { $0 + $1.received }
    // The harness lingers a moment for duplicates: one client's own clock is the better one.
    let elapsed = results.map(\.seconds).max() ?? seconds
    let cpu = after.cpuSeconds - before.cpuSeconds
    interop_benchmark.report(
      "echo bot=\(options.bot.rawValue)",
      [
        "clients": Double(results.count), "received": Double(received),
        "wrong": Double(results.count { !$0.isExact }), "per_second": Double(received) / elapsed,
        "p50_ms": Double(results.map(\.p50).max() ?? 0) / 1000,
        "p90_ms": Double(results.map(\.p90).max() ?? 0) / 1000,
        "p99_ms": Double(results.map(\.p99).max() ?? 0) / 1000,
        "bot_cores": cpu / elapsed,
        "bot_cpu_ms_per_1000": cpu * 1_000_000 / Double(max(received, 1)),
        "bot_resident_mib": Double(after.residentKiB) / 1024,
      ])
  }
}
