/// `{"query":"contact_list"}`
extension Query: Codable {
  /// - Throws: `RequestMistake`, `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    let text = try members.text("query")
    guard let name = Name(rawValue: text) else { throw RequestMistake.unknown("query", text) }
    switch name {
    case .status: self = .status
    case .contactList: self = .contactList
    case .answersUnderway: self = .answersUnderway(messages: try members.numbers("messages"))
    case .hookList: self = .hookList
    case .clock: self = .clock
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(name.rawValue, forKey: "query")
    if case .answersUnderway(let messages) = self {
      try members.encode(messages, forKey: "messages")
    }
  }
}

/// A command or a query: the member of that name tells which.
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
