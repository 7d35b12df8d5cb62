/// Selects conversations by what the owner's people know of them; nil and false mean any.
public struct TriageFilter: Hashable, Sendable {
  public var status: ConversationStatus?
  /// Only those with a star.
  public var isStarred: Bool
  public var assignee: String?
  /// Only those that no member of the staff has.
  public var isUnassigned: Bool
  /// Only those with a message that the reader has not seen.
  public var isUnread: Bool
  /// Only those of contacts with this label.
  public var contactLabel: String?
  /// The member of the staff that asks.
  public var reader: String

  public init(
    status: ConversationStatus? = nil, isStarred: Bool = false, assignee: String? = nil,
    isUnassigned: Bool = false, isUnread: Bool = false, contactLabel: String? = nil,
    reader: String = Author.ownerName
  ) {
    self.status = status
    self.isStarred = isStarred
    self.assignee = assignee
    self.isUnassigned = isUnassigned
    self.isUnread = isUnread
    self.contactLabel = contactLabel
    self.reader = reader
  }

  /// Whether it leaves all.
  public var isEmpty: Bool { self == TriageFilter(reader: reader) }
}

/// The members of a request that filter by the conversation.
extension TriageFilter {
  /// - Parameter status: the name of the status's member: messages have a `status` of their own.
  package init(
    from members: KeyedDecodingContainer<Member>, status name: Member
  ) throws {
    func isSet(_ name: Member) throws -> Bool {
      try members.decodeIfPresent(Bool.self, forKey: name) ?? false
    }
    status = try members.decodeIfPresent(ConversationStatus.self, forKey: name)
    isStarred = try isSet("starred")
    assignee = try members.decodeIfPresent(String.self, forKey: "assignee")
    isUnassigned = try isSet("unassigned")
    isUnread = try isSet("unread")
    contactLabel = try members.decodeIfPresent(String.self, forKey: "contact_label")
    reader = try members.decodeIfPresent(String.self, forKey: "reader") ?? Author.ownerName
  }

  package func encode(
    to members: inout KeyedEncodingContainer<Member>, status name: Member
  ) throws {
    try members.encodeIfPresent(status, forKey: name)
    if isStarred { try members.encode(true, forKey: "starred") }
    try members.encodeIfPresent(assignee, forKey: "assignee")
    if isUnassigned { try members.encode(true, forKey: "unassigned") }
    if isUnread { try members.encode(true, forKey: "unread") }
    try members.encodeIfPresent(contactLabel, forKey: "contact_label")
    if reader != Author.ownerName { try members.encode(reader, forKey: "reader") }
  }
}

/// A page of conversations.
public struct ConversationFilter: Hashable, Sendable {
  public var triage: TriageFilter
  /// Only those whose newest message is older than this one: the next page.
  public var before: MessageID?
  public var limit: Int

  public init(_ triage: TriageFilter = TriageFilter(), before: MessageID? = nil, limit: Int = 100) {
    self.triage = triage
    self.before = before
    self.limit = limit
  }
}

/// `{"status":"open","starred":true,"before":30,"limit":50}`: a missing member means any.
extension ConversationFilter: Codable {
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    triage = try TriageFilter(from: members, status: "status")
    before = try members.decodeIfPresent(Int64.self, forKey: "before").map(MessageID.init)
    limit = try members.decodeIfPresent(Int.self, forKey: "limit") ?? 100
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try triage.encode(to: &members, status: "status")
    try members.encodeIfPresent(before?.rawValue, forKey: "before")
    try members.encode(limit, forKey: "limit")
  }
}
