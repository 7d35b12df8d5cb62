extension WebhookEvent {
  /// The version of the JSON. Members are appended without a new one; anything else has the next.
  public static let version: Int64 = 1

  /// The event as `Webhooks.md` describes it to receivers: JSON on one line.
  public var json: String {
    JSONWriter.object { json in
      json.member("type", type)
      json.member("timestamp", time)
      json.member("data", writeData)
      json.member("version", Self.version)
      if let answerBy { json.member("answer_by", answerBy) }
    }
  }

  /// What a sealed event becomes: its time tells no more than that of a notice.
  func json(sealed bytes: [UInt8]) -> String {
    JSONWriter.object { json in
      json.member("type", "sealed")
      json.member("timestamp", WebhookEvent.notice(at: time).time)
      json.member("data") { $0.member("box", bytes.base64) }
      json.member("version", Self.version)
    }
  }

  public var type: String {
    switch content {
    case .message, .reference: "message"
    case .notice: "notice"
    case .outage: "outage"
    case .hook: "hook"
    case .file: "file"
    }
  }

  /// Writes the members of `data`.
  public func writeData(to json: inout JSONWriter) {
    switch content {
    case .message(let message, let extra):
      message.write(to: &json)
      if let extra { json.member("extra", extra) }
    case .reference(let id, let sender):
      json.member("id", id.rawValue)
      json.member("contact", sender.write)
    case .notice: if let count = scheduled?.count { json.member("count", count) }
    case .outage(let outage): outage.write(to: &json)
    case .hook(let hook): hook.write(to: &json)
    case .file(let file, let extra):
      file.write(to: &json)
      if let extra { json.member("extra", extra) }
    }
  }
}

extension WebhookEvent.Hook {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("hook", name)
    json.member("id", id.map(JSONValue.string) ?? .null)
    if let text { json.member("text", text) }
    if let extra { json.member("extra", extra) }
  }
}

extension WebhookOutage {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("webhook", webhook)
    json.member("state", isOver ? "over" : "began")
    json.member("since", since)
    json.member("waiting", Int64(waiting))
    if let reason { json.member("text", reason) }
  }
}

extension WebhookEvent.Message {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("id", id.rawValue)
    json.member("contact", sender.write)
    json.member("kind", kind.rawValue)
    json.member("text", text)
    json.member("time", receivedAt)
    if let sentAt { json.member("sent_at", sentAt) }
    if isRequest { json.member("is_request", .boolean(true)) }
  }
}

extension WebhookEvent.File {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("id", id.rawValue)
    json.member("contact", sender.write)
    guard let details else { return }
    json.member("direction", details.direction.rawValue)
    json.member("file", details.name)
    json.member("size", details.size.map { .integer(Int64(clamping: $0)) } ?? .null)
    json.member("state", details.state.rawValue)
    if let type = details.type { json.member("type", type) }
    if let digest = details.digest { json.member("sha256", digest.hexadecimal) }
    if let failure = details.failure { json.member("failure", failure.rawValue) }
    json.member("time", details.at)
    if details.state == .whole { json.member("path", path) }
  }
}

extension WebhookEvent.Sender {
  fileprivate func write(to json: inout JSONWriter) {
    if let codename { json.member("codename", codename.text) }
    if let profile {
      json.member("name", profile.name)
      json.member("public_status", profile.publicStatus.map(JSONValue.string) ?? .null)
    }
    if let pseudonym { json.member("id", pseudonym.text) }
    if let key { json.member("key", key.hexadecimal) }
  }
}
