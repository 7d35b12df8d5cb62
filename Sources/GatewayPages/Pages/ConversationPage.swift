public import GatewayCore

/// A conversation with all that the staff knows of it.
public struct ConversationPage: Sendable {
  /// The conversation; its newest message may be any.
  public var summary: ConversationSummary
  /// Messages, answers and files, the oldest first.
  public var items: [MessageSummary] = []
  public var files: [FileSummary] = []
  public var notes: [NoteSummary] = []
  public var canned: [CannedReply] = []
  public var members: [String] = []
  public var draft = ""
  /// What tells this page's reply form from any other: an answer that a browser sends twice, as by
  /// a double click, goes out once.
  public var once = ""
  /// The colleague that writes an answer at the moment.
  public var answering: String?
  /// The message before which earlier ones stand; nil where there are none.
  public var earlier: Int64?
  /// Whether newer messages are on another page.
  public var hasLater = false
  /// What the member may do; the rest is refused in any case.
  public var mayReply = true
  public var mayChange = true
  public var mayLabel = true

  /// Messages on a page.
  public static let itemsMax = 40

  public init(_ summary: ConversationSummary) { self.summary = summary }

  public func html(in frame: PageFrame) -> [UInt8] {
    let strings = frame.strings
    let path = PagePath.conversation(summary.contact)
    var view: PageView = [
      "path": .path(path), "codename": .text(summary.contact),
      "calls": .optional(
        summary.name.isEmpty
          ? nil : ["text": .html(strings.text(.callsItself, .person(summary.name)))]),
      "warning": .optional(
        summary.state == .blocked ? ["text": .html(strings.text(.blocked))] : nil),
      "erasing": .optional(erasing(strings)),
      "earlier": .optional(earlier.map { ["path": .path("\(path)?before=\($0)")] }),
      "later": .optional(hasLater ? ["path": .path(path)] : nil),
      "hasItems": .flag(!items.isEmpty), "items": .rows(rows(frame)),
      "answering": .optional(
        answering.map { ["text": .html(strings.text(.answering, .person($0)))] }),
    ]
    addReply(to: &view)
    addFacts(to: &view, frame)
    return frame.page(.conversation, view, title: HTMLText(summary.contact), link: .inbox)
  }

  /// What is to be erased of what is shown.
  private func erasing(_ strings: LanguageStrings) -> PageView? {
    let count = items.count { $0.erasing != nil }
    return count > 0 ? ["text": .html(strings.text(.erasing, count))] : nil
  }

  private func addReply(to view: inout PageView) {
    let choices: [PageView] = canned.flatMap { reply in
      reply.languages.map { language -> PageView in
        [
          "value": .text("\(language):\(reply.name)"),
          "text": .html(.person(reply.name) + HTMLText(" (\(language))")),
        ]
      }
    }
    let form: PageView = [
      "draft": .html(HTMLText(draft)), "once": .text(once),
      "canned": .optional(choices.isEmpty ? nil : ["choices": .rows(choices)]),
    ]
    let isAccepted = summary.state == .accepted
    view["reply"] = .optional(isAccepted && mayReply ? form : nil)
    view["isUnwelcome"] = .flag(!isAccepted)
  }

  private func addFacts(to view: inout PageView, _ frame: PageFrame) {
    let strings = frame.strings
    view["status"] = .html(strings.text(summary.status.word))
    view["statusClass"] = .text(summary.status.rawValue)
    view["since"] = .html(strings.element(summary.since, at: frame.clock))
    view["assignee"] = .html(
      summary.assignee.map { .person($0) } ?? strings.text(.noAssignee))
    view["labels"] = .optional(
      summary.labels.isEmpty
        ? nil : ["all": .rows(summary.labels.map { ["label": .person($0)] })])
    view["labelsLine"] = .text(summary.labels.joined(separator: ", "))
    view["acts"] = .rows(acts(in: frame))
    view["mayChange"] = .flag(mayChange)
    view["mayLabel"] = .flag(mayLabel)
    view["canAssign"] = .flag(!members.isEmpty)
    view["members"] = .rows(members.map { ["value": .text($0), "text": .person($0)] })
    view["notes"] = .rows(
      notes.map { note in
        let shown =
          note.sealed == nil
          ? HTMLText(note.text, limits: ShownItem.textLimits) : frame.sealedText
        return [
          "author": .person(note.author),
          "time": .html(strings.element(note.time, at: frame.clock)),
          "text": .html(shown), "erasePath": .path("/notes/\(note.id)/erase"),
        ]
      })
  }

  private func acts(in frame: PageFrame) -> [PageView] {
    let isClosed = summary.status == .closed
    let isMine = summary.assignee != nil && summary.assignee == frame.member
    let choices: [(value: String, word: Word)] = [
      isClosed ? ("open", .markOpen) : ("close", .markClosed),
      summary.isStarred ? ("unstar", .removeStar) : ("star", .addStar),
      isMine ? ("unassign", .unassign) : ("mine", .assignToMe),
      ("unread", .markUnread),
    ]
    return choices.map { choice in
      [
        "value": .text(choice.value), "text": .html(frame.strings.text(choice.word)),
        "isClosing": .flag(choice.value == "close"),
      ]
    }
  }

  /// The newest messages are shown longest: what they leave of the page's size is for older ones.
  private func rows(_ frame: PageFrame) -> [PageView] {
    let byID = Dictionary(files.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var left = ShownItem.pageBytesMax
    let rows = items.reversed().map { item -> PageView in
      let limits = ShownItem.limits(left: left)
      let shown = ShownItem(item, file: byID[item.id], limits: limits)
      left -= shown.text.html.utf8.count
      return shown.view(
        in: frame, mayReply: mayReply, mayChange: mayChange)
    }
    return rows.reversed()
  }
}
