import ArgumentParser
import Gateway
import GatewayCore

/// `postern inbox …`
struct Inbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read and answer what the bot kept.",
    subcommands: [
      List.self, Show.self, Thread.self, Search.self, Reply.self, Label.self, Close.self,
      Reopen.self, Erase.self, Unerase.self, Follow.self, Export.self, Case.self,
      Reseal.self,
      Conversations.self,
      Status.self,
      Star.self, Unstar.self, Assign.self, Note.self, Notes.self, Unread.self,
      Replies.self, Web.self,
    ])

  /// Whose inbox.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    @Option(
      name: .customLong("as"),
      help: ArgumentHelp(
        "The member of the staff that works here; without it the owner.", valueName: "name"))
    var author: String?

    var path: String { get throws { try home.path } }

    var operation: Operation { get throws { Operation(home: try path, author: author) } }
  }

  struct Reply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer a message. The answer waits until the contact is online.",
      discussion: "--reply sends an answer that the bot's file has ready: replies { … }.",
      aliases: ["answer"])
    @Argument(help: "The message's number, or a contact's codename.") var target: String
    @OptionGroup var text: TextArgument.Optional
    @Option(help: ArgumentHelp("An answer of the bot's file, by its name.", valueName: "name"))
    var reply: String?
    @Option(help: "The language of --reply, where it has several.") var language: String?
    @OptionGroup var lifetime: LifetimeOption
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (reply == nil) == text.isGiven else {
        throw ValidationError(
          "Give the text, or - for standard input, or --text-file, or --reply with a name.")
      }
      guard reply != nil || language == nil else {
        throw ValidationError("--language is for --reply.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        if let reply {
          _ = try operation.ask(
            .cannedSend(ContactReference(target), name: reply, language: language))
        } else {
          let text = try text.read()
          let contact = try operation.contact(ContactReference(target))
          _ = try operation.ask(
            .send(
              ContactReference(contact.key), text: text, keep: true,
              lifetime: try lifetime.milliseconds))
        }
        if whose.output.json {
          try Output.json(["done": true])
        } else {
          Output.line("kept: it leaves when the contact is online")
        }
      }
    }
  }

  struct Replies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the answers that the bot's file has ready.")
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        guard case .canned(let replies) = try whose.operation.ask(.cannedList) else {
          throw Operation.otherVersion
        }
        for reply in replies {
          if whose.output.json {
            try Output.json(reply)
          } else {
            Output.line("\(reply.name)  \(reply.languages.joined(separator: ", "))")
          }
        }
      }
    }
  }
}
