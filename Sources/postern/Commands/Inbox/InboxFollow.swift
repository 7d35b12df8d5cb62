import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Follow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print messages and answers as they come, until it is ended.",
      discussion: "Looks once a second. Ctrl-C or SIGTERM ends it.")
    @Option(help: ArgumentHelp("Begin behind this message (default: now).", valueName: "number"))
    var after: Int64?
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    private static let pause = Duration.seconds(1)

    func validate() throws {
      guard source.from == nil else {
        throw ValidationError("An export does not grow: --from is for the commands that end.")
      }
      guard let after, after < 0 else { return }
      throw ValidationError("--after takes the number of a message, or 0 for all.")
    }

    func run() async throws {
      try await Failure.reported {
        let newest = try whose.operation.numbers(InboxSelection(InboxFilter(limit: 1))).first
        let key = source
        let whose = whose
        let start = (after ?? newest).map(MessageID.init)
        let json = whose.output.json
        let ending = Ending()
        // A reader that has gone ends it too.
        signal(SIGPIPE, SIG_DFL)
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { await ending.wait() }
          group.addTask {
            try await Self.follow(key.source(whose), after: start, asJSON: json)
          }
          try await group.next()
          group.cancelAll()
        }
      }
    }

    private static func follow(
      _ source: InboxSource, after start: MessageID?, asJSON: Bool
    ) async throws {
      var selection = InboxSelection(
        InboxFilter(after: start, limit: .max, order: .oldestFirst))
      while !Task.isCancelled {
        let last = try Inbox.eachPage(
          of: source, selection, textBytes: asJSON ? nil : MessageSummary.headlineBytes
        ) { try Inbox.show($0, asJSON: asJSON) }
        if let last { selection.filter.after = MessageID(last.id) }
        try? await Task.sleep(for: pause)
      }
    }
  }
}
