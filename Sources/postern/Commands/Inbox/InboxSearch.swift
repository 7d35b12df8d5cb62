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
        let path = try whose.path
        let operation = Operation(home: path)
        var selection = which.selection(limit: Self.step)
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
  }
}
