import GatewayCore

/// An event in words, for receivers that show text to people.
///
/// Everything that a person wrote is made harmless, as on a terminal: no control character, no mark
/// of direction, nothing invisible. Only `head` says where a message comes from, on one line; what
/// follows is shown so that no line of it passes for the head or for the rule's data.
struct EventText: Hashable {
  /// The sender and the kind of event, on one line.
  var head: String
  /// What was written, on one or several lines; nil where the receiver is not told.
  var text: String?
  /// The data that a rule adds, a line each.
  var extra: [String]

  init(_ event: WebhookEvent) {
    switch event.content {
    case .message(let message, let extra):
      head = Self.head(of: message)
      text = message.text.shownAsLines()
      self.extra = extra.map(Self.lines) ?? []
    case .reference(let id, let sender):
      head = "\(sender.shownName.shownInLine), message \(id.rawValue)"
      text = nil
      extra = []
    case .notice:
      head = Self.notice(event)
      text = nil
      extra = []
    case .outage(let outage):
      head = outage.sentence.shownInLine
      text = nil
      extra = []
    case .hook(let hook):
      head = "Hook \(hook.name.shownInLine)"
      text = hook.text?.shownAsLines()
      extra = hook.extra.map(Self.lines) ?? []
    case .file(let file, let extra):
      head = Self.head(of: file)
      text = file.details?.name.shownInLine
      self.extra = extra.map(Self.lines) ?? []
    }
  }

  private static func head(of file: WebhookEvent.File) -> String {
    var head = who(file.sender)
    guard let details = file.details else { return "\(head), file \(file.id.rawValue)" }
    let size = details.size.map { ByteSize.words(Int64(clamping: $0)) } ?? "unknown size"
    let parts = [
      "file \(file.id.rawValue)", size, details.type?.shownInLine, details.state.rawValue,
      details.failure?.rawValue,
    ]
    head += " (\(parts.compactMap(\.self).joined(separator: ", ")))"
    return head
  }

  /// What the contact is called, and the name that it gave itself.
  private static func who(_ sender: WebhookEvent.Sender) -> String {
    let name = nameShown(sender.profile?.name ?? "")
    return sender.shownName.shownInLine + (name.isEmpty ? "" : " \"\(name)\"")
  }

  private static func head(of message: WebhookEvent.Message) -> String {
    var head = who(message.sender)
    let kinds =
      (message.isRequest ? ["contact request"] : [])
      + (message.kind == .action ? ["action"] : [])
    if !kinds.isEmpty { head += " (\(kinds.joined(separator: ", ")))" }
    if let sentAt = message.sentAt {
      head += ", written \(CivilTime(sentAt).formatted("%Y-%m-%d %H:%M")) UTC"
    }
    return head
  }

  /// A name cannot end the quotes around it; one that shows nothing is none.
  private static func nameShown(_ name: String) -> String {
    let visible = name.shownAsLines().map { $0.isWhitespace ? " " : $0 == "\"" ? "'" : $0 }
    return String(visible).trimmedOfSpace.cut(scalarsMax: nameMax).shownInLine
  }

  /// Code points of a name that are shown.
  private static let nameMax = 64

  private static func notice(at hour: UnixMilliseconds) -> String {
    let next = hour.advanced(byMilliseconds: 3_600_000)
    return "Something arrived on \(CivilTime(hour).formatted("%Y-%m-%d between %H:%M")) and "
      + "\(CivilTime(next).formatted("%H:%M")) UTC"
  }

  private static func notice(_ event: WebhookEvent) -> String {
    guard let scheduled = event.scheduled else { return notice(at: event.time) }
    let time = CivilTime(event.time).formatted("%Y-%m-%d %H:%M")
    if let count = scheduled.count { return "Notice of \(time) UTC: at most \(count) are new" }
    return scheduled.isConstant
      ? "Notice of \(time) UTC, which is sent whether or not anything came"
      : "Notice of \(time) UTC: something is new"
  }

  private static func lines(_ extra: JSONValue) -> [String] {
    guard case .object(let members) = extra else { return ["extra: \(line(extra))"] }
    return members.map { "\($0.name.shownInLine): \(line($0.value))" }
  }

  private static func line(_ value: JSONValue) -> String {
    if case .string(let text) = value { text.shownInLine } else { value.text.shownInLine }
  }
}

extension String {
  /// Whole characters, and a mark where some are left out.
  fileprivate func cut(scalarsMax: Int) -> String {
    guard unicodeScalars.count > scalarsMax else { return self }
    var count = 0
    let kept = prefix { character in
      count += character.unicodeScalars.count
      return count < scalarsMax
    }
    return kept + "…"
  }

  fileprivate var trimmedOfSpace: String {
    let characters = Array(self)
    let start = characters.firstIndex { !$0.isWhitespace } ?? characters.endIndex
    let end = characters.lastIndex { !$0.isWhitespace } ?? start - 1
    return start <= end ? String(characters[start...end]) : ""
  }
}
