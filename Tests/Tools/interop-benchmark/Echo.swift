import ArgumentParser
import InteropSupport

/// Round trips: `--window 1` measures latency, larger windows throughput.
struct Echo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Echo latency and throughput, with any numbers.")

  @Option(help: "The bot under test.") var bot: MeasuredBot.Kind = .postern
  @Option(help: "Seconds during which messages are sent.") var seconds = 5
  @Option(help: "Messages on their way at once, for each client.") var window = 64
  @Option(help: "Clients, each a contact of the bot.") var clients = 1
  @Option(help: "Processes among which the clients are divided; a fast bot needs three.")
  var processes = 3
  @Option(help: "Whose clients they are.") var clientsOf = Surroundings.toxcore
  @Flag(help: "No echoes: paced by receipts.") var oneWay = false
  @Flag(help: "The same, and each message is forwarded to a webhook: bots/forward.lua.")
  var forwarding = false
  @Option(help: "Share of all datagrams that is lost, in percent.") var loss = 0

  func run() async throws {
    let network = try await clientsOf.network()
    let oneWay = oneWay || forwarding
    let receiver = forwarding ? try await MeasuredBot.startReceiver(in: network) : nil
    defer { withExtendedLifetime(receiver) {} }
    let habit: MeasuredBot.Habit = forwarding ? .forwards : oneWay ? .listens : .echoes
    let bot = try await MeasuredBot.start(self.bot, habit, in: network)
    try await bot.announced()
    let crowd = try await ClientCrowd.start(
      clients, processes: processes, of: clientsOf, in: network)
    _ = try await crowd.befriend(bot.toxID)
    try await network.namespace.dropDatagrams(percent: loss)
    let outcome = try await FloodOutcome.measure(
      crowd, bot, window: window, seconds: seconds, oneWay: oneWay)
    report(
      "echo bot=\(self.bot.rawValue)",
      [
        "clients": Double(crowd.count), "received": Double(outcome.received),
        "faulty": Double(outcome.faulty), "lost": Double(outcome.lost),
        "per_second": outcome.perSecond,
        "p50_ms": outcome.milliseconds(\.p50), "p90_ms": outcome.milliseconds(\.p90),
        "p99_ms": outcome.milliseconds(\.p99),
        "bot_cores": outcome.cores, "bot_cpu_us_per_message": outcome.cpuMicroseconds,
        "bot_resident_mib": Double(try bot.usage().residentKiB) / 1024,
      ])
  }
}
