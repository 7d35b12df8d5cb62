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
        A line shows how a message stands (new: nobody was shown it whole; open; closed) or how far \
        an answer of yours has come (waiting until the contact is online; sent; received), and how \
        the text begins: ⏎ stands for a line's end and … for what is left out.
        """)
    @Option(help: "open and closed: messages of contacts alone; all: your answers too.")
    var state = State.open
    @Flag(help: "The same as --state all.") var all = false
    @OptionGroup var which: InboxFilterOptions
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let path = try whose.path
        let status: InboxEntry.Status? =
          switch all ? .all : state {
          case .open: .open
          case .closed: .closed
          case .all: nil
          }
        let filter = try which.filter(status, path: path, limit: most.limit)
        let json = whose.output.json
        let last = try Inbox.eachPage(
          path: path, filter, bytesMax: json ? nil : InboxEntry.headlineBytes
        ) { try Inbox.show($0, asJSON: json) }
        try Inbox.tellRest(path: path, filter, behind: last)
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show messages whole.")
    @OptionGroup var numbers: ShownMessages
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let path = try whose.path
        let messages = try numbers.selection.resolve(path: path)
        var new: [MessageID] = []
        defer { Inbox.markRead(new, path: path) }
        for message in messages {
          guard let entry = try BotHome.inboxEntry(path: path, message) else { continue }
          if whose.output.json {
            try Output.json(InboxLine(entry))
          } else if messages.count == 1 {
            Output.lines([entry.headline, "", "\(lines: entry.text)"])
          } else {
            Output.lines(entry.paragraphs)
          }
          if entry.isNew { new.append(entry.id) }
        }
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
    @OptionGroup var whose: Whose

    func validate() throws { try PageNumber.check(before, of: "--before") }

    func run() async throws {
      try await Failure.reported {
        let path = try whose.path
        let filter = InboxFilter(
          contact: try BotHome.contact(path: path, ContactReference(contact)),
          before: before.map(MessageID.init), limit: min(most.limit, BotHome.inboxPageMax))
        let entries = try BotHome.conversation(path: path, filter)
        if let first = entries.first {
          try Inbox.tellRest(path: path, filter, behind: (first.id, count: filter.limit))
        }
        for entry in entries {
          if whose.output.json {
            try Output.json(InboxLine(entry))
          } else {
            Output.lines(entry.paragraphs)
          }
        }
        Inbox.markRead(entries.filter(\.isNew).map(\.id), path: path)
      }
    }
  }

  /// Prints a page, a line each.
  static func show(_ entries: [InboxEntry], asJSON: Bool) throws {
    if asJSON {
      for entry in entries { try Output.json(InboxLine(entry)) }
    } else {
      Output.lines(entries.lazy.map(\.headline))
    }
  }

  /// Reads page after page up to the filter's limit.
  ///
  /// - Returns: the last one that was read.
  static func eachPage(
    path: String, _ filter: InboxFilter, bytesMax: Int?, _ body: ([InboxEntry]) throws -> Void
  ) throws -> (id: MessageID, count: Int)? {
    var page = filter
    var (last, count): (MessageID?, Int) = (nil, 0)
    while count < filter.limit {
      page.limit = min(filter.limit - count, BotHome.inboxPageMax)
      let entries = try BotHome.inbox(path: path, page, bytesMax: bytesMax)
      try body(entries)
      count += entries.count
      guard let end = entries.last?.id else { break }
      last = end
      if page.order == .newestFirst { page.before = end } else { page.after = end }
      if entries.count < page.limit { break }
    }
    return last.map { ($0, count) }
  }

  /// Counted so far: nobody reads more of them one by one.
  private static let countMax = 10_000

  /// Says how many more there are, and which command shows them.
  static func tellRest(
    path: String, _ filter: InboxFilter, behind last: (id: MessageID, count: Int)?
  ) throws {
    guard let last, last.count >= filter.limit else { return }
    var rest = filter
    rest.before = last.id
    rest.limit = countMax + 1
    let count = try BotHome.inboxCount(path: path, rest)
    guard count > 0 else { return }
    let words: OutputLine = count > countMax ? "more than \(countMax)" : "\(count)"
    Output.note("\(words) more: \(CommandLine.sameCommand(before: last.id.rawValue))")
  }

  /// Says which command goes on behind a message, where nobody knows how many follow.
  static func tellOlder(than message: MessageID?) {
    guard let message else { return }
    Output.note("perhaps more: \(CommandLine.sameCommand(before: message.rawValue))")
  }

  /// What a person was shown is no longer new. Where that can't be written, it stays so.
  fileprivate static func markRead(_ messages: [MessageID], path: String) {
    do {
      for batch in messages.batches {
        _ = try Operation(home: path).ask(.inboxMarkRead(messages: batch))
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
