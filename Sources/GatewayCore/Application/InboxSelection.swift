/// Selects messages of the inbox for a query: a filter, with the contact as a person names it.
public struct InboxSelection: Hashable, Sendable {
  /// Without a contact: `contact` names it.
  public var filter: InboxFilter
  /// A contact, or the number of one of its messages, or the owner's note; nil: any.
  public var contact: ContactReference?

  public init(_ filter: InboxFilter, contact: ContactReference? = nil) {
    self.filter = filter
    self.contact = contact
  }
}

/// `{"contact":"amber-heron","status":"open","limit":50}`: a missing member means any.
extension InboxSelection: Codable {
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    func number(_ name: Member) throws -> MessageID? {
      try members.decodeIfPresent(Int64.self, forKey: name).map(MessageID.init)
    }
    contact = try members.decodeIfPresent(String.self, forKey: "contact").map(ContactReference.init)
    filter = InboxFilter(
      status: try members.decodeIfPresent(Item.Status.self, forKey: "status"),
      onlyNew: try members.decodeIfPresent(Bool.self, forKey: "only_new") ?? false,
      label: try members.decodeIfPresent(String.self, forKey: "label"),
      encryption: try members.decodeIfPresent(String.self, forKey: "encryption"),
      triage: try TriageFilter(from: members, status: "conversation_status"),
      since: try members.decodeIfPresent(UnixMilliseconds.self, forKey: "since"),
      until: try members.decodeIfPresent(UnixMilliseconds.self, forKey: "until"),
      before: try number("before"), after: try number("after"))
    if let limit = try members.decodeIfPresent(Int.self, forKey: "limit") { filter.limit = limit }
    if let order = try members.decodeIfPresent(InboxFilter.Order.self, forKey: "order") {
      filter.order = order
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encodeIfPresent(contact?.text, forKey: "contact")
    try members.encodeIfPresent(filter.status, forKey: "status")
    if filter.onlyNew { try members.encode(true, forKey: "only_new") }
    try members.encodeIfPresent(filter.label, forKey: "label")
    try members.encodeIfPresent(filter.encryption, forKey: "encryption")
    try filter.triage.encode(to: &members, status: "conversation_status")
    try members.encodeIfPresent(filter.since, forKey: "since")
    try members.encodeIfPresent(filter.until, forKey: "until")
    try members.encodeIfPresent(filter.before?.rawValue, forKey: "before")
    try members.encodeIfPresent(filter.after?.rawValue, forKey: "after")
    try members.encode(filter.limit, forKey: "limit")
    if filter.order != .newestFirst { try members.encode(filter.order, forKey: "order") }
  }
}

extension Item.Status: Codable {}
extension InboxFilter.Order: Codable {}
