import ArgumentParser
import Gateway
import GatewayCore

/// `postern id`
struct ID: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "id", abstract: "Show the Tox ID, as text, URI and QR code.")

  @Argument(help: "The bot's file, which names the home (default: your own identity).")
  var bot: String?
  @Flag(help: "Retire the ID for strangers by a new nospam; contacts are kept.")
  var newNospam = false
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let path = bot.map(home.path(forBot:)) ?? home.ownPath
      let id = newNospam ? try Operation(home: path).newToxID() : try BotHome.toxID(path: path)
      if output.json {
        try Output.json(["toxID": id, "uri": "tox:\(id)"])
      } else {
        Output.line("\(id)")
        Output.line("tox:\(id)")
        if let code = QRCode.halfBlocks("tox:\(id)") { Output.line(code) }
      }
    }
  }
}
