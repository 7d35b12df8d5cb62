import ArgumentParser
import Gateway
import GatewayCore

extension Hooks {
  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a marked event to a webhook, and show the whole exchange.",
      discussion: """
        As a delivery would be sent, from the bot's file, whether the bot runs or not; nothing is \
        stored. Secrets are struck out. Exit status 1 where the receiver does not accept it.
        """)

    @Argument(help: "The webhook's name in the bot's file.") var webhook: String
    @OptionGroup var home: HomeOptions
    @OptionGroup var network: NetworkOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
      try await Failure.reported {
        let choice = try home.choice()
        guard let rules = choice.rulesPath else {
          throw Failure("Only the bot's file has the webhook's url: name it with --bot.", .usage)
        }
        let trial = WebhookTrial(
          homePath: choice.path, rulesPath: rules, network: try network.configuration())
        let exchanges = try await trial.run(webhook)
        for exchange in exchanges {
          if json { try Output.json(exchange) } else { Output.lines(exchange.lines) }
        }
        if !exchanges.allSatisfy(\.isAccepted) { throw ExitCode(1) }
      }
    }
  }
}

extension WebhookTrial.Exchange {
  fileprivate var lines: [OutputLine] {
    let place: OutputLine = address.map { " at \($0)" } ?? ""
    var lines: [OutputLine] = ["> to \(host)\(place)"]
    lines += headers.map { "> \($0[0]): \($0[1])" }
    if !body.isEmpty { lines += ["> ", "> \(body)"] }
    lines += dialogue.map { "\($0)" }
    if let status { lines.append("< \(status)") }
    if let answer, !answer.isEmpty { lines.append("< \(lines: answer, indent: "< ")") }
    lines.append("\(text), after \(durationMilliseconds) ms")
    return lines
  }
}
