import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct List: AsyncParsableCommand {
    enum State: String, ExpressibleByArgument, CaseIterable {
      case open
      case closed
      case all
    }

    static let configuration = CommandConfiguration(
      abstract: "List messages, the newest first.",
      discussion: """
        A line shows how a message stands (new: not shown whole yet; open; closed) or how far \
        an answer of yours has come (waiting until the contact is online; sent; received), and how \
        the text begins: ⏎ stands for a line's end and … for what is left out.
        """)
    @Option(help: "open and closed: messages of contacts alone; all: your answers too.")
    var state = State.open
    @Flag(help: "The same as --state all.") var all = false
    @OptionGroup var which: InboxFilterOptions
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        let status: Item.Status? =
          switch all ? .all : state {
          case .open: .open
          case .closed: .closed
          case .all: nil
          }
        let selection = which.selection(status, by: whose.author, limit: most.limit)
        let json = whose.output.json
        let last = try Inbox.eachPage(
          of: source, selection, textBytes: json ? nil : MessageSummary.headlineBytes
        ) { try Inbox.show($0, asJSON: json) }
        try Inbox.tellRest(of: source, selection, behind: last)
        try source.finish()
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show messages whole.")
    @OptionGroup var numbers: ShownMessages
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        let numbers = try numbers.selection.resolve(in: source)
        var new: [Int64] = []
        defer { Inbox.markRead(new, of: source) }
        for batch in numbers.batches(of: ApplicationRequest.messagesPageMax) {
          for message in try source.messages(batch) {
            if whose.output.json {
              try Output.json(message)
            } else if numbers.count == 1 {
              Output.lines([message.headline, "", "\(lines: message.text)"])
            } else {
              Output.lines(message.paragraphs)
            }
            // What stays sealed was not read.
            if message.isNew == true, message.sealed == nil { new.append(message.id) }
          }
        }
        try source.finish()
      }
    }
  }

  struct Thread: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a conversation, both sides in order.",
      discussion: "What a rule answered by itself stands behind the message that it answered.")
    @Argument(help: "A contact's codename, public key, Tox ID or note, or a message's number.")
    var contact: String
    @Option(help: ArgumentHelp("Only what has a smaller number.", valueName: "number"))
    var before: Int64?
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func validate() throws { try PageNumber.check(before, of: "--before") }

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        let limit = min(most.limit, ApplicationRequest.messagesPageMax)
        let selection = InboxSelection(
          InboxFilter(before: before.map(MessageID.init), limit: limit),
          contact: ContactReference(contact))
        let messages = try source.thread(selection)
        if let first = messages.first {
          try Inbox.tellRest(of: source, selection, behind: (first.id, count: limit))
        }
        for message in messages {
          if whose.output.json {
            try Output.json(message)
          } else {
            Output.lines(message.paragraphs)
          }
        }
        let new = messages.filter { $0.isNew == true && $0.sealed == nil }
        Inbox.markRead(new.map(\.id), of: source)
        try source.finish()
      }
    }
  }

  /// Prints a page, a line each.
  static func show(_ messages: [MessageSummary], asJSON: Bool) throws {
    if asJSON {
      for message in messages { try Output.json(message) }
    } else {
      Output.lines(messages.lazy.map(\.headline))
    }
  }

  /// Reads page after page up to the filter's limit.
  ///
  /// - Returns: the last one that was read.
  static func eachPage(
    of source: InboxSource, _ selection: InboxSelection, textBytes: Int?,
    _ body: ([MessageSummary]) throws -> Void
  ) throws -> (id: Int64, count: Int)? {
    let limit = selection.filter.limit
    var page = selection
    var (last, count): (Int64?, Int) = (nil, 0)
    while count < limit {
      page.filter.limit = min(limit - count, ApplicationRequest.messagesPageMax)
      let messages = try source.list(page, textBytes: textBytes)
      try body(messages)
      count += messages.count
      guard let end = messages.last?.id else { break }
      last = end
      if page.filter.order == .newestFirst {
        page.filter.before = MessageID(end)
      } else {
        page.filter.after = MessageID(end)
      }
      if messages.count < page.filter.limit { break }
    }
    return last.map { ($0, count) }
  }

  /// Counted up to this number: more are not read one by one.
  private static let countMax = 10_000

  /// Says how many more there are, and which command shows them.
  static func tellRest(
    of source: InboxSource, _ selection: InboxSelection, behind last: (id: Int64, count: Int)?
  ) throws {
    guard let operation = source.operation, let last, last.count >= selection.filter.limit else {
      return
    }
    var rest = selection
    rest.filter.before = MessageID(last.id)
    rest.filter.limit = countMax + 1
    let reply = try operation.ask(.inboxCount(rest))
    guard case .count(let count) = reply, count > 0 else { return }
    let words: OutputLine = count > countMax ? "more than \(countMax)" : "\(count)"
    Output.note("\(words) more: \(CommandLine.sameCommand(before: last.id))")
  }

  /// Names the command that continues behind a message, where it is not known how many follow.
  static func tellOlder(than message: Int64?) {
    guard let message else { return }
    Output.note("perhaps more: \(CommandLine.sameCommand(before: message))")
  }

  /// What a person was shown is no longer new. Where that can't be written, it stays so.
  fileprivate static func markRead(_ messages: [Int64], of source: InboxSource) {
    guard let operation = source.operation else { return }
    do {
      for batch in messages.batches {
        _ = try operation.ask(.inboxMarkRead(messages: batch))
      }
    } catch {
      Output.note("postern: what was shown stays new: \(Failure(error).message)")
    }
  }
}

extension CommandLine {
  /// This command with another place to go on from, as it can be typed.
  fileprivate static func sameCommand(before number: Int64) -> String {
    var words: [String] = []
    var skipsValue = false
    for word in arguments.dropFirst() {
      if skipsValue {
        skipsValue = false
      } else if word == "--before" {
        skipsValue = true
      } else if !word.hasPrefix("--before=") {
        words.append(word)
      }
    }
    return (["postern"] + words + ["--before", "\(number)"]).map(\.quotedForShell)
      .joined(separator: " ")
  }
}

extension String {
  /// As one word of a shell.
  fileprivate var quotedForShell: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./:=@%+,".utf8.contains(byte)
        }
      }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
