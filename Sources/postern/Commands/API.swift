import ArgumentParser
import Gateway
import GatewayCore

/// `postern api …`
struct API: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api",
    abstract: "What the HTTP interface is (postern run --api), and what it did.",
    subcommands: [OpenAPI.self, Status.self])

  struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "openapi",
      abstract: "Print the HTTP interface as an OpenAPI document, of which clients are made.")

    func run() async throws {
      try await Failure.reported { Output.json(lines: [APIDescription.openAPI]) }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell what the HTTP interface of a running bot answered and refused.",
      discussion: """
        Counted since the bot was started. Reasons of refusals: token (none, or a wrong one), scope \
        (the token lacks it), host (a foreign name), header and body (too large, or not HTTP), slow, \
        request (a path, query or body that there is not).
        """)
    @Argument(help: "The bot's file.") var bot: String?
    @Flag(help: "Print one JSON object.") var json = false
    @OptionGroup var home: HomeOptions

    func run() async throws {
      try await Failure.reported {
        let operation = Operation(home: try home.choice(bot).path)
        guard case .status(let status) = try operation.ask(.status) else {
          throw Operation.otherVersion
        }
        guard let api = status.api else {
          throw Failure("No bot runs on this home with its HTTP interface open.", .refused)
        }
        if json { return try Output.json(api) }
        Output.line("\(api.answered) answered, \(api.connections) connections open")
        for (reason, count) in api.refused.sorted(by: { $0.key < $1.key }) {
          Output.line("\(count) refused: \(reason)")
        }
      }
    }
  }
}
