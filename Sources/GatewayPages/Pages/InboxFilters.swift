public import GatewayCore

/// What of the inbox a page shows, as its query says it: `?status=open&mine=yes`.
public struct InboxFilters: Hashable, Sendable {
  public var status: ConversationStatus?
  public var isMine = false
  public var isUnassigned = false
  public var isStarred = false
  public var isUnread = false
  public var label = ""
  /// What messages are searched for; then the page shows messages, not conversations.
  public var words = ""

  public init() {}

  /// - Parameter value: of a field of the query; nil where it is not there.
  public init(_ value: (String) -> String?) {
    status = value("status").flatMap(ConversationStatus.init(rawValue:))
    isMine = value("mine") == "yes"
    isUnassigned = value("unassigned") == "yes"
    isStarred = value("starred") == "yes"
    isUnread = value("unread") == "yes"
    label = value("label") ?? ""
    words = value("words") ?? ""
  }

  public var isEmpty: Bool { self == InboxFilters() }

  /// For a query of the application.
  ///
  /// - Parameter member: the member of the staff that asks.
  public func triage(of member: String) -> TriageFilter {
    TriageFilter(
      status: status, isStarred: isStarred, assignee: isMine ? member : nil,
      isUnassigned: isUnassigned, isUnread: isUnread, contactLabel: label.isEmpty ? nil : label,
      reader: member)
  }

  /// In the order in which a query has them.
  var fields: [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    if let status { fields.append(("status", status.rawValue)) }
    if isMine { fields.append(("mine", "yes")) }
    if isUnassigned { fields.append(("unassigned", "yes")) }
    if isStarred { fields.append(("starred", "yes")) }
    if isUnread { fields.append(("unread", "yes")) }
    if !label.isEmpty { fields.append(("label", label)) }
    if !words.isEmpty { fields.append(("words", words)) }
    return fields
  }

  /// The path and query of its page.
  ///
  /// - Parameter before: the message before which the page begins.
  public func path(before: Int64? = nil) -> String {
    var parts = fields.map { "\($0.name)=\(Percent.encoded($0.value))" }
    if let before { parts.append("before=\(before)") }
    return parts.isEmpty ? "/" : "/?\(parts.joined(separator: "&"))"
  }
}

extension InboxFilters {
  /// The links beside the list.
  func choices(in strings: LanguageStrings) -> [PageView] {
    let statuses: [ConversationStatus?] = [nil] + ConversationStatus.allCases
    let byStatus = statuses.map { status in
      var filters = self
      filters.status = status
      filters.words = ""
      let word = status?.word ?? .all
      return choice(filters, word, isHere: words.isEmpty && self.status == status, in: strings)
    }
    let toggles: [(word: Word, path: WritableKeyPath<InboxFilters, Bool>)] = [
      (.mine, \.isMine), (.unassigned, \.isUnassigned), (.starred, \.isStarred),
      (.unread, \.isUnread),
    ]
    let byMark = toggles.enumerated().map { index, toggle in
      var filters = self
      filters.words = ""
      filters[keyPath: toggle.path].toggle()
      if toggle.word == .mine { filters.isUnassigned = false }
      if toggle.word == .unassigned { filters.isMine = false }
      return choice(
        filters, toggle.word, isHere: self[keyPath: toggle.path], startsGroup: index == 0,
        in: strings)
    }
    return byStatus + byMark
  }

  private func choice(
    _ filters: InboxFilters, _ word: Word, isHere: Bool, startsGroup: Bool = false,
    in strings: LanguageStrings
  ) -> PageView {
    [
      "path": .path(filters.path()), "text": .html(strings.text(word)), "isHere": .flag(isHere),
      "startsGroup": .flag(startsGroup),
    ]
  }
}

extension ConversationStatus {
  var word: Word {
    switch self {
    case .new: .statusNew
    case .open: .statusOpen
    case .waiting: .statusWaiting
    case .closed: .statusClosed
    }
  }
}
