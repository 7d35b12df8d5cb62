/// Something that reads and changes nothing.
public enum Query: Hashable, Sendable {
  case status
  case contactList
  /// Which of these answers are on their way in this session.
  case answersUnderway(messages: [Int64])
  /// How it stands with the deliveries to each webhook.
  case hookList
  /// What the home knows of the time.
  case clock
}

extension Query {
  /// How the query is called in JSON.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case status
    case contactList = "contact_list"
    case answersUnderway = "answers_underway"
    case hookList = "hook_list"
    case clock

    /// What an authorization must include for it.
    public var scope: Scope {
      switch self {
      case .status, .answersUnderway, .clock: .read
      case .contactList: .contacts
      case .hookList: .hooks
      }
    }
  }

  public var name: Name {
    switch self {
    case .status: .status
    case .contactList: .contactList
    case .answersUnderway: .answersUnderway
    case .hookList: .hookList
    case .clock: .clock
    }
  }
}
