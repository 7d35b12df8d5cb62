public import GatewayCore

/// The list of conversations, or of the messages that a search found.
public struct InboxPage: Sendable {
  public var filters: InboxFilters
  public var conversations: [ConversationSummary] = []
  /// Of a search; nil for a list of conversations.
  public var matches: [MessageSummary]?
  /// How many conversations the filters leave; nil where it is not known.
  public var total: Int?
  /// The message before which the next page begins; nil on the last page.
  public var next: Int64?
  /// Whether this is not the first page.
  public var isLaterPage = false
  /// The names that conversations can be assigned to.
  public var members: [String] = []
  /// Whether the member may change conversations; what it may not do is refused in any case.
  public var mayChange = true

  /// Whether sealed messages were left out of the search.
  public var isSearchLocked = false

  /// Rows on a page.
  public static let rowsMax = 50
  /// As many conversations can be changed at once.
  public static let changedMax = 1_000

  public init(filters: InboxFilters) { self.filters = filters }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let hasRows = !(matches?.isEmpty ?? conversations.isEmpty)
    let view: PageView = [
      "heading": .html(strings.text(filters.words.isEmpty ? .inbox : .search)),
      "count": .html(count(in: strings)), "hasRows": .flag(hasRows),
      "emptyText": .html(strings.text(matches == nil ? .noTips : .noMatches)),
      "searchLocked": .optional(
        isSearchLocked ? ["unlockPath": .path(frame.unlockPath)] : nil),
      "isFiltered": .flag(!filters.isEmpty), "words": .text(filters.words),
      "label": .text(filters.label), "choices": .rows(filters.choices(in: strings)),
      "filterFields": .html(filterFields), "mayChange": .flag(mayChange),
      "matches": .optional(
        hasRows ? matches.map { ["rows": .rows($0.map { matchRow($0, frame) })] } : nil),
      "conversations": .optional(
        hasRows && matches == nil
          ? ["rows": .rows(conversations.map { row($0, frame) })] : nil),
      "members": .rows(members.map { ["value": .text($0), "text": .person($0)] }),
      "applyToAll": .optional(applyToAll(strings)),
      "newest": .optional(isLaterPage ? ["path": .path(filters.path())] : nil),
      "older": .optional(next.map { ["path": .path(filters.path(before: $0))] }),
    ]
    return frame.page(.inbox, view, title: strings.text(.inbox), link: .inbox)
  }

  private func count(in strings: LanguageStrings) -> HTMLText {
    if let matches { return strings.text(.messages, matches.count) }
    return total.map { strings.text(.conversations, $0) } ?? HTMLText("")
  }

  /// What the filters leave, for a change of all of it.
  private var filterFields: HTMLText {
    HTMLText(
      markup: filters.fields.map { field in
        "<input type=\"hidden\" name=\"f-\(field.name)\" value=\"\(HTMLText(field.value).html)\">"
      }.joined())
  }

  private func applyToAll(_ strings: LanguageStrings) -> PageView? {
    guard let total, total > 1, total <= Self.changedMax else { return nil }
    return ["value": .text("\(total)"), "text": .html(strings.text(.applyToAll, total))]
  }

  private func matchRow(_ message: MessageSummary, _ frame: PageFrame) -> PageView {
    [
      "path": .path(PagePath.message(message.id, of: message.contact)),
      "codename": .text(message.contact), "text": .html(message.snippet(in: frame.strings)),
      "time": .html(frame.strings.element(message.time, at: frame.clock)),
    ]
  }

  private func row(_ conversation: ConversationSummary, _ frame: PageFrame) -> PageView {
    let strings = frame.strings
    let newest = conversation.newest
    let codename = HTMLText(conversation.contact)
    let starWord: Word = conversation.isStarred ? .removeStar : .addStar
    let fresh = conversation.unread > 0 ? strings.text(.newMessages, conversation.unread) : nil
    let notes = conversation.notes > 0 ? strings.text(.notes, conversation.notes) : nil
    return [
      "codename": .html(codename), "path": .path(PagePath.conversation(conversation.contact)),
      "isUnread": .flag(conversation.isUnread), "isStarred": .flag(conversation.isStarred),
      "starText": .html(strings.text(starWord) + HTMLText(" ") + codename),
      "selectText": .html(strings.text(.select, codename)),
      "calls": .optional(
        conversation.name.isEmpty ? nil : ["name": .person(conversation.name, limits: .name)]),
      "isOurs": .flag(newest.direction == .outbound),
      "snippet": .html(newest.snippet(in: strings)),
      "status": .html(strings.text(conversation.status.word)),
      "statusClass": .text(conversation.status.rawValue),
      "overdue": .optional(
        conversation.isOverdue == true ? ["text": .html(strings.text(.overdue))] : nil),
      "assignee": .optional(conversation.assignee.map { ["name": .person($0, limits: .tag)] }),
      "labels": .rows(labels(conversation)),
      "fresh": .optional(fresh.map { ["text": .html($0)] }),
      "notes": .optional(notes.map { ["text": .html($0)] }),
      "time": .html(strings.element(newest.time, at: frame.clock)),
    ]
  }

  /// The first few: there may be many.
  private func labels(_ conversation: ConversationSummary) -> [PageView] {
    let shown = conversation.labels.prefix(Self.labelsMax).map { label -> PageView in
      ["label": .person(label, limits: .tag)]
    }
    let more = conversation.labels.count - shown.count
    return more > 0 ? shown + [["label": .text("+\(more)")]] : shown
  }

  private static let labelsMax = 2
}

/// The paths that pages lead to.
public enum PagePath {
  public static func conversation(_ codename: String) -> String {
    "/conversations/\(Percent.encoded(codename))"
  }

  /// A message's place in its conversation.
  public static func message(_ id: Int64, of codename: String) -> String {
    "\(conversation(codename))?around=\(id)#m\(id)"
  }
}

extension MessageSummary {
  /// The beginning of the text, for a list.
  func snippet(in strings: LanguageStrings) -> HTMLText {
    if sealed != nil { return strings.text(.sealed) }
    let shown = HTMLText(text, limits: .snippet)
    return shown.isCut || isCut == true ? shown + HTMLText("…") : shown
  }
}
