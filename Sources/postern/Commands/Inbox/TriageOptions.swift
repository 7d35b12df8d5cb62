import ArgumentParser
import Gateway
import GatewayCore

/// A status as an argument.
struct StatusArgument: ExpressibleByArgument {
  let status: ConversationStatus

  init?(argument: String) {
    guard let status = ConversationStatus(rawValue: argument) else { return nil }
    self.status = status
  }

  static var allValueStrings: [String] { ConversationStatus.allCases.map(\.rawValue) }
}

/// Which conversations, by what the staff knows of them.
struct TriageOptions: ParsableArguments {
  @Option(help: "Only of conversations with this status: new, open, waiting or closed.")
  var status: StatusArgument?

  @Option(
    help: ArgumentHelp(
      "Only of conversations that this member of the staff has.", valueName: "name"))
  var assigned: String?

  @Flag(help: "Only of conversations that no member of the staff has.") var unassigned = false

  @Flag(help: "Only of conversations with a star.") var starred = false

  @Option(
    help: ArgumentHelp("Only of contacts with this label.", valueName: "label"))
  var contactLabel: String?

  func validate() throws {
    guard assigned == nil || !unassigned else {
      throw ValidationError("--assigned and --unassigned exclude each other.")
    }
  }

  var filter: TriageFilter {
    TriageFilter(
      status: status?.status, isStarred: starred, assignee: assigned, isUnassigned: unassigned,
      contactLabel: contactLabel)
  }
}

/// Conversations that a command changes: named ones, or all that the options leave.
struct ChangedConversations: ParsableArguments {
  @Argument(
    help: "Contacts: codename, public key, Tox ID or note, or the number of a message.")
  var contacts: [String] = []

  @OptionGroup var which: TriageOptions

  func validate() throws {
    guard contacts.isEmpty != which.filter.isEmpty else {
      throw ValidationError("Name contacts, or say which conversations: --status, --starred ….")
    }
  }

  /// The names as they are now: what comes later is not meant.
  func resolve(by operation: Operation) throws -> [ContactReference] {
    guard contacts.isEmpty else { return contacts.map { ContactReference($0) } }
    var filter = ConversationFilter(which.filter, limit: ApplicationRequest.messagesPageMax)
    var found: [ContactReference] = []
    while true {
      guard case .conversations(let page) = try operation.ask(.conversationList(filter)) else {
        throw Operation.otherVersion
      }
      found += page.map { ContactReference($0.contact) }
      guard page.count == filter.limit, let last = page.last else { break }
      filter.before = MessageID(last.newest.id)
    }
    guard !found.isEmpty else { throw Failure("There are no such conversations.", .refused) }
    return found
  }
}
