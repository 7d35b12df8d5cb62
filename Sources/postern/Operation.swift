import Gateway
import GatewayCore

/// Carries out a request on a home: through the bot that runs on it, else on its store.
struct Operation {
  var home: String
  /// The member of the staff; nil: the owner.
  var author: String?

  /// - Throws: `Failure` with the bot's own sentence where it refuses.
  func ask(_ command: any Command) throws -> Reply { try ask(.command(command)) }

  func ask(_ query: any Query) throws -> Reply { try ask(.query(query)) }

  func ask(_ request: ApplicationRequest) throws -> Reply {
    let author = author.map { Author(name: $0, way: .owner) } ?? .owner
    let reply = try BotHome.ask(request.read(by: author), by: author, path: home)
    if case .failed(let sentence, _, _) = reply { throw Failure(sentence, .refused) }
    return reply
  }

  func messages(_ query: any Query) throws -> [MessageSummary] {
    guard case .inbox(let messages) = try ask(query) else { throw Self.otherVersion }
    return messages
  }

  func numbers(_ selection: InboxSelection) throws -> [Int64] {
    guard case .messages(let numbers) = try ask(.inboxNumbers(selection)) else {
      throw Self.otherVersion
    }
    return numbers
  }

  /// All contacts in the order in which they were first seen. They are asked for page by page, so
  /// that a bot with very many goes on with its work meanwhile.
  func contacts() throws -> [ContactSummary] {
    let pageMax = ContactListQuery.pageMax
    var contacts: [ContactSummary] = []
    var isLast = false
    while !isLast {
      let query = ContactListQuery.contactList(after: contacts.last?.key, limit: pageMax)
      guard case .contacts(let page) = try ask(query) else { throw Self.otherVersion }
      contacts += page
      isLast = page.count < pageMax
    }
    return contacts.sorted { $0.firstSeen < $1.firstSeen }
  }

  /// The one contact that a person means.
  func contact(_ reference: ContactReference) throws -> ContactSummary {
    guard case .contacts(let contacts) = try ask(.contactFind(reference)),
      let contact = contacts.first
    else { throw Failure("There is no such contact.", .refused) }
    return contact
  }

  static let otherVersion = Failure(
    "The bot that runs is of another version than this command: restart it.", .refused)

  func newToxID() throws -> String {
    guard case .toxID(let id) = try ask(.newNoSpam) else {
      throw Self.otherVersion
    }
    return id
  }
}
