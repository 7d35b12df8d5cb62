import GatewayCore

/// The body of a webhook delivery: JSON whose bytes are fixed when the rule runs, so that each
/// attempt sends and signs the same.
enum ForwardBody {
  /// - Parameter extra: what the rule adds; a text, a table, or nothing.
  static func make(
    _ content: Webhook.Content, _ message: InboundMessage, extra: LuaValue, now: UnixMilliseconds
  ) throws(HostError) -> String {
    var body = JSONWriter("the body of a delivery", bytesMax: RuleLimits.bodyBytes)
    switch content {
    case .notice:
      body.begin(type: "notice", at: now.roundedToHour)
      body.raw("{}}")
    case .full:
      body.begin(type: "message", at: now)
      try body.data(message, extra: extra)
      body.raw("}")
    }
    try body.requireFit()
    return body.text
  }
}

extension JSONWriter {
  fileprivate mutating func begin(type: String, at time: UnixMilliseconds) {
    raw("{\"type\":\"\(type)\",\"timestamp\":\"\(time.rfc3339)\",\"data\":")
  }

  fileprivate mutating func data(
    _ message: InboundMessage, extra: LuaValue
  ) throws(HostError) {
    raw("{\"id\":\(message.id.rawValue),\"contact\":{\"codename\":")
    string(message.contact.codename.text)
    raw(",\"name\":")
    string(message.contact.name)
    raw(",\"public_status\":")
    if let status = message.contact.publicStatus { string(status) } else { raw("null") }
    raw("},\"kind\":\"\(message.kind.rawValue)\",\"text\":")
    string(message.text)
    raw(",\"time\":\"\(message.receivedAt.rfc3339)\"")
    if let sentAt = message.sentAt { raw(",\"sent_at\":\"\(sentAt.rfc3339)\"") }
    if message.isRequest { raw(",\"is_request\":true") }
    if extra != .nil {
      raw(",\"extra\":")
      try write(extra.sorted)
    }
    raw("}")
  }
}

extension UnixMilliseconds {
  /// The beginning of its hour: a time that does not tell which message it is about.
  fileprivate var roundedToHour: UnixMilliseconds {
    UnixMilliseconds(rawValue - rawValue % 3_600_000)
  }
}
