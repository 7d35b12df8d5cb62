import ArgumentParser
import InteropSupport

@main
struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-benchmark",
    abstract: "Measures a bot with c-toxcore clients, in a network namespace of its own.",
    subcommands: [Compare.self, Echo.self, Connect.self, Idle.self], defaultSubcommand: Compare.self
  )
}

/// Which bot is measured.
struct BotOptions: ParsableArguments {
  enum Bot: String, ExpressibleByArgument, CaseIterable {
    /// c-toxcore as real bots run it: sleeping `tox_iteration_interval`.
    case toxcore
    case toxcoreEachMillisecond = "toxcore-1ms"
    /// As fast as c-toxcore can be; no known bot does it.
    case toxcoreWake = "toxcore-wake"
    case postern
  }

  @Option(help: "The bot under test.")
  var bot: Bot = .toxcore

  func start(in network: TestNetwork) async throws -> any ChatActor {
    switch bot {
    case .toxcore: try await ToxcoreActor.echoBot(in: network, tick: .auto)
    case .toxcoreEachMillisecond: try await ToxcoreActor.echoBot(in: network)
    case .toxcoreWake: try await ToxcoreActor.echoBot(in: network, tick: .auto, wake: true)
    case .postern: try await PosternActor.echoBot(in: network)
    }
  }
}

/// One line of results: `name=value` pairs, easy to read and to cut.
func report(_ name: String, _ values: Figures) {
  let pairs = values.map { "\($0.key)=\(($0.value * 1000).rounded() / 1000)" }
  print(([name] + pairs).joined(separator: " "))
}

/// What the bot's process has used; throws when it is gone.
func usage(of bot: any ChatActor) throws -> ProcessUsage {
  guard let usage = bot.process.usage else { throw HarnessError("the bot has ended") }
  return usage
}

/// What one measurement gives, by name, in the order in which it is shown.
typealias Figures = KeyValuePairs<String, Double>
