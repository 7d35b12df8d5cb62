import ArgumentParser
import Gateway
import GatewayCore

extension Inbox {
  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find messages and answers by what they say, the newest first.",
      discussion: """
        A text is found where each word stands somewhere in it, in upper or lower case of any script; \
        words in quotes are looked for as they stand. Each text is read for it: nothing of what people \
        wrote is kept a second time.
        """)
    @Argument(help: "What to look for.") var words: [String]
    @OptionGroup var which: InboxFilterOptions
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    /// Texts that are looked through at once: a tenth of a second at most.
    private static let step = 5_000

    func validate() throws {
      guard words.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else {
        throw ValidationError("Give a word to look for.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        guard let operation = source.operation, !source.opens else {
          return try searchHere(source)
        }
        var selection = which.selection(by: whose.author, limit: Self.step)
        var count = 0
        while true {
          let reply = try operation.ask(.inboxSearch(words: words, selection))
          guard case .matches(let found, let last) = reply else { throw Operation.otherVersion }
          let shown = Array(found.prefix(most.limit - count))
          for batch in shown.batches(of: ApplicationRequest.messagesPageMax) {
            try Inbox.show(
              try operation.messages(.inboxMessages(batch)), asJSON: whose.output.json)
          }
          count += found.count
          if count > most.limit || count == most.limit && last != nil {
            return Inbox.tellOlder(than: shown.last ?? last)
          }
          guard let last else { return }
          selection.filter.before = MessageID(last)
        }
      }
    }

    /// Where texts are opened here, they are searched here.
    private func searchHere(_ source: InboxSource) throws {
      let wanted = WantedWords(words)
      var selection = which.selection(by: whose.author, limit: ApplicationRequest.messagesPageMax)
      var count = 0
      while count < most.limit {
        let messages = try source.list(selection, textBytes: nil)
        let found = messages.filter { $0.sealed == nil && wanted.areAll(in: $0.text) }
        try Inbox.show(Array(found.prefix(most.limit - count)), asJSON: whose.output.json)
        count += found.count
        guard messages.count == selection.filter.limit, let last = messages.last else { break }
        selection.filter.before = MessageID(last.id)
      }
      try source.finish()
    }
  }
}
