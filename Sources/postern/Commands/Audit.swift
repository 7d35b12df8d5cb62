import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern audit …`
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "See what the staff did.", subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what the staff did, the newest first.",
      discussion: """
        Of the people that write to the bot it has the number of a conversation, and their codename \
        only while the home knows them.
        """)
    @Option(help: ArgumentHelp("Only of this member of the staff.", valueName: "name"))
    var author: String?
    @Option(
      help: ArgumentHelp("Only those with a smaller number: the next page.", valueName: "number"))
    var before: Int64?
    @OptionGroup var most: InboxLimitOption
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try PageNumber.check(before, of: "--before") }

    func run() async throws {
      try await Failure.reported {
        let operation = Operation(home: try home.path)
        var (before, count) = (before, 0)
        while count < most.limit {
          let limit = min(most.limit - count, ApplicationRequest.messagesPageMax)
          guard
            case .audit(let page) = try operation.ask(
              .auditList(of: author, before: before, limit: limit))
          else { throw Operation.otherVersion }
          for entry in page {
            if output.json { try Output.json(entry) } else { Output.line(entry.words) }
          }
          count += page.count
          guard page.count == limit, let last = page.last else { return }
          before = last.id
        }
        Inbox.tellOlder(than: before)
      }
    }
  }
}

extension AuditEntry {
  fileprivate var words: OutputLine {
    let subject: OutputLine =
      contact.map { "  \($0)" } ?? conversation.map { "  conversation \($0)" } ?? ""
    let number: OutputLine = count.map { "  (\($0))" } ?? ""
    let value: OutputLine = value.map { "  \($0)" } ?? ""
    return "\(id)  \(time.words)  \(author) (\(way.rawValue))  \(operation)" + subject + number
      + value
  }
}
