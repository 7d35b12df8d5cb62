import GatewayCore

/// A text with placeholders such as `{{text}}`, as an owner writes it.
struct Template {
  private enum Piece {
    case literal(Substring)
    case value(TemplateValue)
  }

  private var pieces: [Piece] = []

  /// - Throws: the end of a sentence about the text.
  init(_ text: String) throws(SettingMistake) {
    var rest = text[...]
    while let start = rest.firstRange(of: "{{") {
      pieces.append(.literal(rest[..<start.lowerBound]))
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "}}") else {
        throw SettingMistake("opens a placeholder with {{ and does not close it with }}")
      }
      let name = rest[..<end.lowerBound].filter { $0 != " " }
      guard let value = TemplateValue(name: name) else {
        throw SettingMistake(
          "has no placeholder {{\(name.shownInLine)}}; it knows \(TemplateValue.names)")
      }
      pieces.append(.value(value))
      rest = rest[end.upperBound...]
    }
    pieces.append(.literal(rest))
  }

  /// Why a placeholder stands where no escape makes it harmless in HTML; nil where none does.
  var markupFault: String? {
    var place = MarkupPlace()
    for piece in pieces {
      switch piece {
      case .literal(let text): place.pass(text)
      case .value: if let fault = place.faultOfPlaceholder { return fault }
      }
    }
    return nil
  }

  func filled(for event: WebhookEvent, _ escape: (String) -> String) -> String {
    pieces.map { piece in
      switch piece {
      case .literal(let text): String(text)
      case .value(let value): escape(value.text(in: event))
      }
    }.joined()
  }
}

/// What a placeholder stands for.
enum TemplateValue: Hashable {
  case head, type, id, codename, name, kind, text, time, sentAt, extra
  /// One member of the rule's data.
  case member(String)

  private static let all: [(name: String, value: Self)] = [
    ("head", .head), ("type", .type), ("id", .id), ("codename", .codename), ("name", .name),
    ("kind", .kind), ("text", .text), ("time", .time), ("sent_at", .sentAt), ("extra", .extra),
  ]

  static var names: String { all.map(\.name).joined(separator: ", ") + ", extra.NAME" }

  init?(name: String) {
    if let known = Self.all.first(where: { $0.name == name }) {
      self = known.value
    } else if name.hasPrefix("extra."), name.count > 6 {
      self = .member(String(name.dropFirst(6)))
    } else {
      return nil
    }
  }

  /// Nothing where the event has no such value. What people wrote is without control characters
  /// and invisible ones, a name on one line.
  func text(in event: WebhookEvent) -> String {
    switch self {
    case .head: return EventText(event).head
    case .type: return event.type
    case .time: return event.time.rfc3339
    default: break
    }
    return switch event.content {
    case .message(let message, let extra): text(in: message, extra)
    case .reference(let id, let sender):
      switch self {
      case .id: String(id.rawValue)
      case .codename: sender.shownName
      default: ""
      }
    case .notice, .outage: ""
    case .hook(let hook): text(in: hook)
    case .file(let file, let extra): text(in: file, extra)
    }
  }

  private func text(in file: WebhookEvent.File, _ extra: JSONValue?) -> String {
    switch self {
    case .head, .type, .time, .sentAt: ""
    case .id: String(file.id.rawValue)
    case .codename: file.sender.shownName
    case .name: file.sender.profile?.name.shownInLine ?? ""
    case .kind: file.details?.type ?? ""
    case .text: file.details?.name.shownInLine ?? ""
    case .extra: extra?.text ?? ""
    case .member(let name): Self.member(name, of: extra)
    }
  }

  private func text(in hook: WebhookEvent.Hook) -> String {
    switch self {
    case .id: hook.id ?? ""
    case .name: hook.name
    case .text: hook.text?.shownAsLines() ?? ""
    case .extra: hook.extra?.text ?? ""
    case .member(let name): Self.member(name, of: hook.extra)
    case .head, .type, .time, .codename, .kind, .sentAt: ""
    }
  }

  private func text(in message: WebhookEvent.Message, _ extra: JSONValue?) -> String {
    switch self {
    case .head, .type, .time: ""
    case .id: String(message.id.rawValue)
    case .codename: message.sender.shownName
    case .name: message.sender.profile?.name.shownInLine ?? ""
    case .kind: message.kind.rawValue
    case .text: message.text.shownAsLines()
    case .sentAt: message.sentAt?.rfc3339 ?? ""
    case .extra: extra?.text ?? ""
    case .member(let name): Self.member(name, of: extra)
    }
  }

  private static func member(_ name: String, of extra: JSONValue?) -> String {
    guard case .object(let members)? = extra,
      let value = members.first(where: { $0.name == name })?.value
    else { return "" }
    if case .string(let text) = value { return text.shownAsLines() }
    return value.text
  }
}
