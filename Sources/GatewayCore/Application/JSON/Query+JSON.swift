/// `{"query":"contact_list"}`
extension Query: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    let text = try members.text("query")
    guard let name = Name(rawValue: text) else {
      throw RequestMistake.unknown("query", named: text)
    }
    switch name {
    case .status: self = .status
    case .contactList: self = .contactList
    case .answersUnderway: self = .answersUnderway(messages: try members.numbers("messages"))
    case .hookList: self = .hookList
    case .clock: self = .clock
    case .contactFind: self = .contactFind(try members.contact)
    case .inboxList:
      self = .inboxList(
        try InboxSelection(from: decoder),
        textBytes: try members.decodeIfPresent(Int.self, forKey: "text_bytes"))
    case .inboxThread: self = .inboxThread(try InboxSelection(from: decoder))
    case .inboxMessages: self = .inboxMessages(try members.numbers("messages"))
    case .inboxNumbers: self = .inboxNumbers(try InboxSelection(from: decoder))
    case .inboxCount: self = .inboxCount(try InboxSelection(from: decoder))
    case .inboxSearch:
      self = .inboxSearch(
        words: try members.decode([String].self, forKey: "words"),
        try InboxSelection(from: decoder))
    case .inboxErasure: self = .inboxErasure(messages: try members.numbers("messages"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(name.rawValue, forKey: "query")
    switch self {
    case .status, .contactList, .hookList, .clock: break
    case .answersUnderway(let messages), .inboxMessages(let messages),
      .inboxErasure(let messages):
      try members.encode(messages, forKey: "messages")
    case .contactFind(let contact): try members.encode(contact.text, forKey: "contact")
    case .inboxThread(let selection), .inboxNumbers(let selection), .inboxCount(let selection):
      try selection.encode(to: encoder)
    case .inboxList(let selection, let textBytes):
      try members.encodeIfPresent(textBytes, forKey: "text_bytes")
      try selection.encode(to: encoder)
    case .inboxSearch(let words, let selection):
      try members.encode(words, forKey: "words")
      try selection.encode(to: encoder)
    }
  }
}

/// A command or a query, distinguished by the member of that name.
extension ApplicationRequest: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    switch (members.contains("command"), members.contains("query")) {
    case (true, false): self = .command(try Command(from: decoder))
    case (false, true): self = .query(try Query(from: decoder))
    default: throw RequestMistake("A request has either a \"command\" or a \"query\".")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .command(let command): try command.encode(to: encoder)
    case .query(let query): try query.encode(to: encoder)
    }
  }
}
