import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Conversations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List conversations, the one with the newest message first.",
      discussion: """
        A conversation is new until a member of the staff takes it up (assign, status), open while it \
        is the desk's turn, waiting once a person answered, and closed. When its contact writes \
        again it is open. A star is shown as *, the member of the staff that has it behind @.
        """)
    @OptionGroup var which: TriageOptions

    @Flag(help: "Only those that the member of the staff (--as) has not seen all of.")
    var unread = false

    @Option(
      help: ArgumentHelp(
        "Only those whose newest message has a smaller number: the next page.", valueName: "number")
    )
    var before: Int64?
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func validate() throws { try PageNumber.check(before, of: "--before") }

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        var filter = ConversationFilter(which.filter, before: before.map(MessageID.init))
        filter.triage.isUnread = unread
        var count = 0
        while count < most.limit {
          filter.limit = min(most.limit - count, ApplicationRequest.messagesPageMax)
          let page = try source.conversations(filter)
          for conversation in page {
            if whose.output.json {
              try Output.json(conversation)
            } else {
              Output.line(conversation.headline)
            }
          }
          count += page.count
          guard page.count == filter.limit, let last = page.last else { return try source.finish() }
          filter.before = MessageID(last.newest.id)
        }
        Inbox.tellOlder(than: filter.before?.rawValue)
        try source.finish()
      }
    }
  }
}

extension ConversationSummary {
  /// One line: contact, status, what the staff has on it, and how the newest message begins.
  fileprivate var headline: OutputLine {
    let star: OutputLine = isStarred ? "*" : ""
    let late: OutputLine = isOverdue == true ? ", overdue" : ""
    let staff: OutputLine = assignee.map { " @\($0)" } ?? ""
    let groups: OutputLine = labels.isEmpty ? "" : " [\(labels.joined(separator: ", "))]"
    let counts: OutputLine =
      (unread > 0 ? "  \(unread) unread" : "")
      + (notes > 0 ? "  \(counted: notes, "note")" : "")
    return "\(contact)  \(status.rawValue)" + late + star + staff + groups + counts + "  "
      + newest.headline
  }
}
