import ArgumentParser
import Gateway
import GatewayCore

/// `postern metrics`
struct Metrics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a bot in numbers, in Prometheus' text format.",
    discussion: """
      No key, codename or text is among them. Of a bot that does not run there are those that its \
      home stores.
      """)
  @Argument(help: "The bot's file.") var bot: String?
  @OptionGroup var home: HomeOptions

  func run() async throws {
    try await Failure.reported {
      let operation = Operation(home: try home.choice(bot).path)
      guard case .metrics(let text) = try operation.ask(.metrics) else {
        throw Operation.otherVersion
      }
      Output.lines(text.split(separator: "\n").lazy.map { "\(String($0))" })
    }
  }
}

/// `postern ready`
struct Ready: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether a bot can do its work.",
    discussion: """
      One line for each condition: the bot answers, its database is written, people can find it, no \
      webhook is stuck. Exit status 1 where one is not met.
      """)
  @Argument(help: "The bot's file.") var bot: String?
  @Flag(help: "Print one JSON object a line.") var json = false
  @OptionGroup var home: HomeOptions

  func run() async throws {
    try await Failure.reported {
      let operation = Operation(home: try home.choice(bot).path)
      guard case .readiness(let summary) = try operation.ask(.readiness) else {
        throw Operation.otherVersion
      }
      for check in summary.checks {
        if json {
          try Output.json(check)
        } else {
          Output.line("\(check.isPassed ? "ok" : "FAIL")  \(check.name): \(check.text)")
        }
      }
      if !summary.isReady { throw ExitCode(Failure.Kind.refused.exitStatus) }
    }
  }
}
