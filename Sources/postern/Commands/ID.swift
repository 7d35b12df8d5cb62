import ArgumentParser
import Gateway
import GatewayCore

/// `postern id`
struct ID: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "id", abstract: "Show the Tox ID, as text, URI and QR code.",
    discussion: """
      The plain digits are what every client takes. The URI opens a client that is registered for it
      (qTox); uTox and toxic refuse it.
      """)

  /// What the QR code holds.
  enum Code: String, CaseIterable, ExpressibleByArgument {
    case plain, uri
  }

  @Argument(help: "The bot's file, which names the home (default: your own identity).")
  var bot: String?
  @Flag(help: "Retire the ID for strangers by a new nospam; contacts are kept.")
  var newNospam = false
  @Option(help: "What the QR code holds: plain (the digits alone) or uri.")
  var code = Code.plain
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let path = try home.path(of: bot)
      let id = newNospam ? try Operation(home: path).newToxID() : try BotHome.toxID(path: path)
      if output.json {
        try Output.json(["toxID": id, "uri": "tox:\(id)"])
      } else {
        Output.line("\(id)")
        Output.line("tox:\(id)")
        let content = code == .uri ? "tox:\(id)" : id
        if let code = QRCode.halfBlocks(content) { Output.line(code) }
      }
    }
  }
}
