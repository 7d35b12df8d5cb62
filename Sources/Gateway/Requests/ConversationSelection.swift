package import GatewayCore
import GatewayEngine
import GatewayStore

/// The conversations that a command is about.
package enum ConversationSelection: Hashable, Sendable {
  /// Contacts, or numbers of their messages, or notes on them; at most `namesMax`.
  case named([ContactReference])
  /// All that a filter leaves. They have to be as many as the client was told: what came meanwhile
  /// was not meant.
  case filtered(TriageFilter, count: Int)

  /// The one that is named, where it is one.
  var only: ContactReference? {
    if case .named(let contacts) = self, contacts.count == 1 { contacts[0] } else { nil }
  }

  /// The largest number of conversations that one request changes: one transaction.
  package static let namesMax = 1_000
}

/// `{"conversations":["amber-heron",…]}` or `{"filter":{"status":"open"},"count":12}`
extension ConversationSelection: Codable {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    guard members.contains("filter") else {
      self = .named(try members.decode([ContactReference].self, forKey: "conversations"))
      return
    }
    guard !members.contains("conversations") else {
      throw RequestMistake("A request has either \"conversations\" or a \"filter\".")
    }
    self = .filtered(
      try members.decode(ConversationFilter.self, forKey: "filter").triage,
      count: try members.decode(Int.self, forKey: "count"))
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    switch self {
    case .named(let contacts): try members.encode(contacts, forKey: "conversations")
    case .filtered(let filter, let count):
      var inner = members.nestedContainer(keyedBy: Member.self, forKey: "filter")
      try filter.encode(to: &inner, status: "status")
      try members.encode(count, forKey: "count")
    }
  }
}

extension StoreTransaction {
  /// The contacts of a selection that have a conversation in the inbox.
  func contacts(of selection: ConversationSelection) throws(OperationError) -> [ContactKey] {
    switch selection {
    case .named(let references):
      guard references.count <= ConversationSelection.namesMax else {
        throw .refused(
          "One request names at most \(ConversationSelection.namesMax) conversations.",
          .conversationCount)
      }
      var found: [ContactKey] = []
      var seen: Set<ContactKey> = []
      for reference in references {
        let contact = try findConversation(reference)
        guard try storing({ () throws(StoreError) in try storedTriage(of: contact) }) != nil else {
          throw .absent("The inbox has nothing of \"\(reference.text)\".", .noConversation)
        }
        if seen.insert(contact).inserted { found.append(contact) }
      }
      return found
    case .filtered(let filter, let count):
      guard count <= ConversationSelection.namesMax else {
        throw .refused(
          "One request changes at most \(ConversationSelection.namesMax) conversations.",
          .conversationCount)
      }
      let found = try storing { () throws(StoreError) in
        try conversationKeys(
          ConversationFilter(filter, limit: ConversationSelection.namesMax + 1))
      }
      guard found.count == count else {
        throw .refused(
          "The filter leaves \(found.count) conversations, not \(count): nothing was changed.",
          .changedMeanwhile)
      }
      return found
    }
  }
}

extension StoreReader {
  /// A name that no member of the staff has is a typing mistake, or comes from elsewhere.
  func checkStaff(_ name: String) throws(OperationError) {
    let names = try storing { () throws(StoreError) in try knownStaff() }
    guard !names.contains(name) else { return }
    let known = names.map { "\"\($0)\"" }.joined(separator: ", ")
    throw .refused(
      "No member of the staff is called \"\(name.prefix(Author.nameBytesMax))\": there are \(known)."
        + " Tokens have names, and `contacts { staff = … }` gives them.", .noMember)
  }
}
