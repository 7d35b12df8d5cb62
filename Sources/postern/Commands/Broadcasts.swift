import ArgumentParser
import Gateway
import GatewayCore

/// `postern broadcasts …`
struct Broadcasts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write to all contacts with a label, and see which have it.",
    subcommands: [Send.self, List.self, Show.self])

  struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a text to all contacts with a label, each once.",
      discussion: """
        A running bot writes to 200 contacts a second, in the order in which they were first seen; one \
        that does not run begins when it starts. `postern broadcasts show` tells what became of it.
        """)
    @Argument(help: "The contacts' label.") var label: String
    @Argument(help: "The text.") var text: String
    @Option(
      help: ArgumentHelp(
        "How long contacts that are offline can still get it: 1m to 30d.", valueName: "time"))
    var expires = "7d"
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws {
      guard case .seconds? = BotConfiguration.InboxPolicy.Keep(expires) else {
        throw ValidationError("--expires takes a time like 12h or 7d.")
      }
    }

    func run() async throws {
      guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(expires) else { return }
      try await Failure.reported {
        guard
          case .broadcasts(let broadcasts) = try whose.operation.ask(
            .broadcastSend(label: label, text: text, expires: seconds))
        else { throw Operation.otherVersion }
        try broadcasts.show(asJSON: whose.output.json)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the newest broadcasts, and how many contacts have each.")
    @Option(help: "At most so many.") var limit = 20
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws {
      guard (1...100).contains(limit) else {
        throw ValidationError("--limit takes a number from 1 to 100.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        guard
          case .broadcasts(let broadcasts) = try whose.operation.ask(.broadcastList(limit: limit))
        else { throw Operation.otherVersion }
        if broadcasts.isEmpty, !whose.output.json { Output.line("there was no broadcast yet") }
        try broadcasts.show(asJSON: whose.output.json)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a broadcast, and what became of it at each contact.")
    @Argument(help: "The broadcast's number.") var number: Int64
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        var after: Int64?
        repeat {
          guard
            case .broadcast(let broadcast, let members, let last) = try whose.operation.ask(
              .broadcast(number, after: after))
          else { throw Operation.otherVersion }
          if after == nil { try [broadcast].show(asJSON: whose.output.json) }
          for member in members {
            if whose.output.json {
              try Output.json(member)
            } else {
              Output.line("  \(member.contact)  \(member.result.rawValue)")
            }
          }
          after = last
        } while after != nil
      }
    }
  }
}

extension [BroadcastSummary] {
  fileprivate func show(asJSON: Bool) throws {
    for broadcast in self {
      if asJSON { try Output.json(broadcast) } else { Output.line(broadcast.words) }
    }
  }
}

extension BroadcastSummary {
  fileprivate var words: OutputLine {
    let counts = [
      (remaining, "to be written"), (sent, "sent"), (received, "received"), (failed, "failed"),
      (expired, "expired"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return "\(id)  \(time.rfc3339)  \(label)  \(state.rawValue)"
      + "  \(words.isEmpty ? "no contact" : words)  \(text)"
  }
}
