import ArgumentParser
import Gateway
import GatewayCore

/// `postern inbox …`
struct Inbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read and answer what the bot kept.",
    subcommands: [
      List.self, Show.self, Thread.self, Search.self, Reply.self, Label.self, Close.self,
      Reopen.self, Erase.self, Follow.self, Export.self,
    ])

  /// Whose inbox.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    var path: String { get throws { try home.path } }
  }

  struct Reply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer a message. The answer waits until the contact is online.")
    @Argument(help: "The message's number, or a contact's codename.") var target: String
    @OptionGroup var text: TextArgument
    @OptionGroup var lifetime: LifetimeOption
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let text = try text.read()
        let path = try whose.path
        let operation = Operation(home: path)
        let contact = try operation.contact(ContactReference(target))
        _ = try operation.ask(
          .send(
            ContactReference(contact.key), text: text, keep: true,
            lifetime: try lifetime.milliseconds))
        if whose.output.json {
          try Output.json(["done": true])
        } else {
          Output.line("kept: it leaves when the contact is online")
        }
      }
    }
  }
}
