import ArgumentParser
import Gateway
import GatewayCore

/// Keys of webhooks, which belong to no home.
extension Key {
  struct Signing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key of Ed25519 that signs a webhook; print its public half.",
      discussion: """
        The file is for the bot: key = secret "DESK_KEY" reads it where DESK_KEY_FILE names it. What \
        is printed, whpk_…, is for the receiver.
        """)
    @Argument(
      help:
        "The file for the secret half; must not exist. -: standard output, the other half goes to standard error."
    ) var file: String

    func run() async throws {
      try await Failure.reported { try Key.write(WebhookKeyFile.makeSigning(), to: file) }
    }
  }

  struct Sealing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the key of a receiver of sealed webhooks; print its public half.",
      discussion: """
        The file is for the receiver, which opens bodies with it, as `postern hooks listen --key FILE` \
        does. What is printed is for the bot: send = "sealed", seal = "sealpub_…".
        """)
    @Argument(
      help:
        "The file for the secret half; must not exist. -: standard output, the other half goes to standard error."
    ) var file: String

    func run() async throws {
      try await Failure.reported { try Key.write(WebhookKeyFile.makeSealing(), to: file) }
    }
  }

  private static func write(_ key: (secret: String, public: String), to file: String) throws {
    guard file != "-" else {
      Output.line("\(key.secret)")
      return Output.note("\(key.public)")
    }
    try NewFile.write(Array("\(key.secret)\n".utf8), to: file)
    Output.line("\(key.public)")
  }

  struct Public: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the public half of a webhook's key.")
    @Argument(help: "The file with the secret half.") var file: String

    func run() async throws {
      try await Failure.reported {
        Output.line("\(try WebhookKeyFile.publicText(of: file))")
      }
    }
  }
}
