import ArgumentParser
import Gateway
import GatewayCore

/// `postern id`
struct ID: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "id", abstract: "Show the Tox ID, as text, URI and QR code.",
    discussion: """
      The plain digits are what every client takes. The URI opens a client that is registered for \
      it (qTox); uTox and toxic refuse it.
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
  @Option(
    help: ArgumentHelp(
      "Write the QR code as a picture, by the name's end PNG or SVG; the file must not exist.",
      valueName: "file"))
  var qr: String?
  @Flag(help: "Print the 76 digits alone, for scripts.") var text = false
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      // Before a new nospam is made, which can't be undone.
      let picture = try qr.map(QRPicture.init(file:))
      let choice = try home.choice(bot)
      let id =
        newNospam ? try Operation(home: choice.path).newToxID() : try BotHome.toxID(choice)
      let content = code == .uri ? "tox:\(id)" : id
      try picture?.write(content)
      if output.json {
        try Output.json(["toxID": id, "uri": "tox:\(id)"])
      } else if text {
        Output.line("\(id)")
      } else {
        Output.line("\(id)")
        Output.line("tox:\(id)")
        if qr == nil, let code = QRCode(content) { Output.line(code.halfBlocks) }
      }
    }
  }
}
