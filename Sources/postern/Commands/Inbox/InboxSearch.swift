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
        var filter = try which.filter(path: path, limit: Self.step)
        var count = 0
        while true {
          let (found, last) = try BotHome.searchInbox(path: path, words: words, filter)
          for message in found.prefix(most.limit - count) {
            guard let entry = try BotHome.inboxEntry(path: path, message) else { continue }
            try Inbox.show([entry], asJSON: whose.output.json)
          }
          count += found.count
          if count > most.limit || count == most.limit && last != nil {
            let shown = found.dropLast(count - most.limit).last ?? last
            return Inbox.tellOlder(than: shown)
          }
          guard let last else { return }
          filter.before = last
        }
      }
    }
  }
}
