import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern inbox …`
struct Inbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read and answer what the bot kept.",
    subcommands: [List.self, Show.self, Reply.self, Label.self, Close.self, Erase.self])

  /// Whose inbox.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    var path: String { get throws { try home.path } }

    func ask(_ request: ControlRequest) async throws {
      try await Failure.reported {
        let reply = try Operation(home: path).ask(request)
        if case .forgotten(let summary) = reply { return try summary.show(asJSON: output.json) }
        if output.json { try Output.json(["done": true]) } else { Output.line("done") }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List messages, the newest first.")
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "Only those with this label.") var label: String?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let filter = InboxFilter(status: all ? nil : .open, label: label, limit: limit)
        for entry in try BotHome.inbox(path: whose.path, filter) {
          if whose.output.json {
            try Output.json(InboxLine(entry))
          } else {
            Output.line(entry.headline)
          }
        }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one message whole.")
    @Argument(help: "The message's number.") var message: Int64
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        guard let entry = try BotHome.inboxEntry(path: whose.path, MessageID(message)) else {
          throw Failure("There is no message \(message).", .refused)
        }
        if whose.output.json {
          try Output.json(InboxLine(entry))
        } else {
          Output.line(entry.headline)
          Output.line("")
          Output.line("\(lines: entry.text)")
        }
      }
    }
  }

  struct Reply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer a message. The answer waits until the contact is online.")
    @Argument(help: "The message's number, or a contact's codename.") var target: String
    @OptionGroup var text: TextArgument
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let text = try text.read()
        var contact = target
        if let number = Int64(target) {
          guard let entry = try BotHome.inboxEntry(path: whose.path, MessageID(number)) else {
            throw Failure("There is no message \(number).", .refused)
          }
          contact = entry.codename.text
        }
        _ = try Operation(home: whose.path).ask(
          .send(ContactReference(contact), text: text, keep: true))
        if whose.output.json { try Output.json(["done": true]) } else { Output.line("done") }
      }
    }
  }

  struct Label: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a label on a message; without one, remove it.")
    @Argument(help: "The message's number.") var message: Int64
    @Argument(help: "The label.") var label: String?
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.inboxLabel(message: message, label: label)) }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Mark a message as done.")
    @Argument(help: "The message's number.") var message: Int64
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.inboxClose(message: message)) }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erase a message for good, with its answers, deliveries and failures of rules.")
    @Argument(help: "The message's number.") var message: Int64
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.inboxErase(message: message)) }
  }
}

/// A message of the inbox as JSON.
private struct InboxLine: Encodable {
  var id: Int64
  var contact: String
  var direction: String
  var kind: String
  var text: String
  var time: String
  var status: String
  var label: String?

  init(_ entry: InboxEntry) {
    id = entry.id.rawValue
    contact = entry.codename.text
    direction = entry.direction.rawValue
    kind = entry.kind.rawValue
    text = entry.text
    time = entry.at.rfc3339
    status = entry.status.rawValue
    label = entry.label
  }
}

extension InboxEntry {
  fileprivate var text: String {
    switch content {
    case .plain(let text): text
    case .sealed: "(sealed)"
    }
  }

  /// One line: number, time, who, state, and how the text begins.
  fileprivate var headline: OutputLine {
    let date = Date(timeIntervalSince1970: Double(at.rawValue) / 1_000)
    let start = text.split(whereSeparator: \.isNewline).first?.prefix(60) ?? ""
    let mark: OutputLine = direction == .inbound ? "from" : "to"
    let labels: OutputLine = label.map { " [\($0)]" } ?? ""
    return "\(id.rawValue)  \(date.formatted(.iso8601))  \(mark) \(codename)  \(status.rawValue)"
      + "\(labels)  \(start)"
  }
}
