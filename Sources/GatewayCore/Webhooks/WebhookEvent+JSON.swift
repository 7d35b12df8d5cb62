extension WebhookEvent {
  /// The version of the JSON. Members are appended without a new one; anything else has the next.
  public static let version: Int64 = 1

  /// The event as `Webhooks.md` describes it to receivers.
  public var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("type", .string(type)), .init("timestamp", .string(time.rfc3339)),
      .init("data", .object(data)), .init("version", .integer(Self.version)),
    ]
    if let answerBy { members.append(.init("answer_by", .string(answerBy.rfc3339))) }
    return .object(members)
  }

  /// What a sealed event becomes: its time tells no more than that of a notice.
  func json(sealed bytes: [UInt8]) -> JSONValue {
    .object([
      .init("type", .string("sealed")),
      .init("timestamp", .string(WebhookEvent.notice(at: time).time.rfc3339)),
      .init("data", .object([.init("box", .string(bytes.base64))])),
      .init("version", .integer(Self.version)),
    ])
  }

  public var type: String {
    switch content {
    case .message, .reference: "message"
    case .notice: "notice"
    case .outage: "outage"
    }
  }

  private var data: [JSONValue.Member] {
    switch content {
    case .message(let message, let extra):
      message.members + (extra.map { [.init("extra", $0)] } ?? [])
    case .reference(let id, let sender):
      [.init("id", .integer(id.rawValue)), .init("contact", sender.json)]
    case .notice: []
    case .outage(let outage): outage.members
    }
  }
}

extension WebhookOutage {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("webhook", .string(webhook)), .init("state", .string(isOver ? "over" : "began")),
      .init("since", .string(since.rfc3339)), .init("waiting", .integer(Int64(waiting))),
    ]
    if let reason { members.append(.init("text", .string(reason))) }
    return members
  }
}

extension WebhookEvent.Message {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("id", .integer(id.rawValue)), .init("contact", sender.json),
      .init("kind", .string(kind.rawValue)), .init("text", .string(text)),
      .init("time", .string(receivedAt.rfc3339)),
    ]
    if let sentAt { members.append(.init("sent_at", .string(sentAt.rfc3339))) }
    if isRequest { members.append(.init("is_request", .boolean(true))) }
    return members
  }
}

extension WebhookEvent.Sender {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = []
    if let codename { members.append(.init("codename", .string(codename.text))) }
    if let profile {
      members.append(.init("name", .string(profile.name)))
      members.append(.init("public_status", profile.publicStatus.map(JSONValue.string) ?? .null))
    }
    if let pseudonym { members.append(.init("id", .string(pseudonym.text))) }
    if let key { members.append(.init("key", .string(key.hexadecimal))) }
    return .object(members)
  }
}
