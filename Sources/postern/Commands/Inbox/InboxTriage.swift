import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set the status of conversations: new, open, waiting or closed.",
      discussion: "Closing a conversation closes its messages.")
    @Argument(help: "new, open, waiting or closed.") var to: StatusArgument
    @OptionGroup var conversations: ChangedConversations
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        try Inbox.change(conversations, of: whose, to: TriageChange(status: to.status))
      }
    }
  }

  struct Star: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give conversations a star.")
    @OptionGroup var conversations: ChangedConversations
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        try Inbox.change(conversations, of: whose, to: TriageChange(isStarred: true))
      }
    }
  }

  struct Unstar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the star of conversations away.")
    @OptionGroup var conversations: ChangedConversations
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        try Inbox.change(conversations, of: whose, to: TriageChange(isStarred: false))
      }
    }
  }

  struct Assign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Assign conversations to a member of the staff, which takes new ones up.",
      discussion: """
        A member of the staff is the owner, a token with the scope inbox (its label), or a name of \
        contacts { staff = … } in the bot's file.
        """)
    @Option(help: ArgumentHelp("The member of the staff.", valueName: "name")) var to: String?
    @Flag(help: "Take the assignment away.") var remove = false
    @OptionGroup var conversations: ChangedConversations
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (to == nil) == remove else { throw ValidationError("Give --to NAME, or --remove.") }
    }

    func run() async throws {
      try await Failure.reported {
        let assignment = to.map { TriageChange.Assignment.to($0) } ?? TriageChange.Assignment.none
        try Inbox.change(conversations, of: whose, to: TriageChange(assignment: assignment))
      }
    }
  }

  struct Unread: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Mark conversations as not seen by the member of the staff (--as).")
    @Argument(
      help: "Contacts: codename, public key, Tox ID or note, or the number of a message.")
    var contacts: [String]
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        for contact in contacts {
          _ = try whose.operation.ask(.conversationRead(ContactReference(contact), through: 0))
        }
        try Inbox.tell("unread", contacts.count, of: whose)
      }
    }
  }

  /// Changes conversations, so many in one transaction. Where it breaks off, the same command goes
  /// on.
  private static func change(
    _ conversations: ChangedConversations, of whose: Whose, to change: TriageChange
  ) throws {
    let operation = try whose.operation
    var count = 0
    for batch in try conversations.resolve(by: operation).chunks(of: ConversationSelection.namesMax)
    {
      guard
        case .changed(let changed) = try operation.ask(.conversationChange(.named(batch), change))
      else { throw Operation.otherVersion }
      count += changed
    }
    try tell("changed", count, of: whose)
  }

  private static func tell(_ word: OutputLine, _ count: Int, of whose: Whose) throws {
    if whose.output.json {
      try Output.json(ChangedLine(done: true, conversations: count))
    } else {
      Output.line("\(word): \(counted: count, "conversation")")
    }
  }

  private struct ChangedLine: Encodable {
    var done: Bool
    var conversations: Int
  }
}
