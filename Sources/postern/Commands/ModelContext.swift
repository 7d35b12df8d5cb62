import ArgumentParser
import Gateway
import GatewayCore
import Glibc

/// `postern mcp`
struct ModelContext: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve a bot's conversations to an AI agent.",
    discussion: """
      Speaks the Model Context Protocol on standard input and output: a client of it starts this \
      command, and finds tools to list conversations, read, wait for events and, with --scope \
      read,send, send. Works on the bot that runs on the home; only waiting for events needs one. \
      With --api it works on the bot of another machine, through its HTTP interface, with a token. \
      Ends with its input.
      """)

  @Argument(help: "The bot's file.") var bot: String?
  @Option(
    help: ArgumentHelp(
      "What the agent may do: read, or read,send.", valueName: "scopes"))
  var scope = "read"
  @OptionGroup var home: HomeOptions
  @OptionGroup var remote: RemoteOptions
  @OptionGroup var log: LogOptions

  private static let scopes: [Scope] = [.read, .send]

  func validate() throws {
    _ = try allowed()
    guard !remote.isNamed || bot == nil && home.bot == nil && home.home == nil else {
      throw ValidationError("Name a bot of this machine, or --api: not both.")
    }
  }

  func run() async throws {
    try log.startLog()
    try await Failure.reported {
      let client: any ApplicationClient =
        try remote.client() ?? HomeClient(home: try home.choice(bot).path)
      signal(SIGPIPE, SIG_DFL)
      let server = ModelContextServer(
        version: Postern.configuration.version, scopes: try allowed(), client: client
      ) { line in
        Output.json(lines: CollectionOfOne(line))
      }
      server.serve(
        LineSource(descriptor: 0, lineBytesMax: ModelContextServer.lineBytesMax))
    }
  }

  private func allowed() throws -> [Scope] {
    try scope.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let scope = Scope(rawValue: String(word)), Self.scopes.contains(scope) else {
        let known = Self.scopes.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no scope '\(word)': --scope takes \(known).")
      }
      return scope
    }
  }
}
