import GatewayCore

/// A report as one line of JSON: what `--json` prints.
extension Report {
  /// One object without a line end.
  public func jsonLine() -> String {
    var line = JSONLine(event: eventName)
    switch self {
    case .ready(let ready): ready.write(to: &line)
    case .connection(let connection):
      line.add("status", connection.status.rawValue)
      line.add("text", connection.words)
    case .proxy(let proxy):
      line.add("state", proxy.isAway ? "away" : "back")
      line.add("text", proxy.words)
    case .contactRequest(let contact, let text):
      line.add(contact)
      line.add("text", text)
    case .contactOnline(let contact), .contactOffline(let contact), .profile(let contact):
      line.add(contact)
    case .message(let message):
      line.add(message.contact)
      line.add("id", message.id.rawValue)
      line.add("kind", message.kind.rawValue)
      line.add("text", message.text)
      line.add("time", message.receivedAt.rawValue)
      line.add("sent_at", message.sentAt?.rawValue)
      if message.isRequest { line.add("is_request", true) }
    case .reply(let contact, let message):
      line.add(contact)
      line.add("id", message.id.rawValue)
      line.add("kind", message.kind.rawValue)
      line.add("text", message.text)
    case .receipt(let contact, let id):
      line.add(contact)
      line.add("id", id.rawValue)
    case .status(let contact, let status):
      line.add(contact)
      line.add("status", status)
    case .typing(let contact, let isTyping):
      line.add(contact)
      line.add("typing", isTyping)
    case .offer(let contact, let offer):
      line.add(contact)
      offer.write(to: &line)
    case .delivery(let delivery): delivery.write(to: &line)
    case .ruleError(let failure, let message):
      line.add("reason", failure.reason.rawValue)
      line.add("file", failure.file)
      line.add("line", failure.line.map(Int64.init))
      line.add("text", failure.message)
      line.add("message", message?.rawValue)
    case .ruleWarning(let file, let text):
      line.add("file", file)
      line.add("text", text)
    case .reloaded(let file): line.add("file", file)
    case .limit(let notice):
      line.add("limit", notice.name.rawValue)
      if let contact = notice.contact { line.add(contact) }
      line.add("others", Int64(notice.others))
      line.add("text", notice.words(namesContact: true))
    case .progress(let text), .storeError(let text), .log(let text): line.add("text", text)
    case .linesLost(let count, let why):
      line.add("lines", Int64(count))
      line.add("text", why.words(count: count))
    }
    return line.text
  }

  private var eventName: String {
    switch self {
    case .ready: "ready"
    case .connection: "connection"
    case .progress: "progress"
    case .proxy: "proxy"
    case .contactRequest: "contact_request"
    case .contactOnline: "contact_online"
    case .contactOffline: "contact_offline"
    case .message: "message"
    case .reply: "reply"
    case .receipt: "receipt"
    case .profile: "profile"
    case .status: "status"
    case .typing: "typing"
    case .offer(_, let offer):
      switch offer.kind {
      case .call: "call"
      case .file: "file_offer"
      case .invitation: "group_invitation"
      }
    case .delivery: "delivery"
    case .ruleError: "rule_error"
    case .ruleWarning: "rule_warning"
    case .reloaded: "reloaded"
    case .storeError: "store_error"
    case .log: "log"
    case .limit: "limit"
    case .linesLost: "lines_lost"
    }
  }
}

extension ReadyReport {
  fileprivate func write(to line: inout JSONLine) {
    line.add("tox_id", toxID)
    line.add("public_key", publicKey)
    line.add("dht_key", dhtKey)
    line.add("udp_port", orNull: udpPort.map(Int64.init))
    line.addNull("relay_port")
    line.addNull("api")
    line.add("network", network.rawValue)
    line.add("home", home)
  }
}

extension DeliveryReport {
  fileprivate func write(to line: inout JSONLine) {
    line.add("id", id.rawValue)
    line.add("webhook", webhook)
    line.add("attempt", Int64(attempt))
    switch result {
    case .delivered(let status):
      line.add("state", "delivered")
      line.add("status", Int64(status))
    case .refused(let status, _):
      line.add("state", next == nil ? "failed" : "retry")
      line.add("status", Int64(status))
    case .unreachable(let text):
      line.add("state", next == nil ? "failed" : "retry")
      line.add("text", text)
    }
    line.add("next", next?.rawValue)
  }
}

extension ContactOffer {
  fileprivate func write(to line: inout JSONLine) {
    switch self {
    case .call(let withVideo): line.add("video", withVideo)
    case .file(let name, let size, let kind):
      line.add("file", name)
      line.add("size", orNull: size.map { Int64(clamping: $0) })
      line.add("kind", Int64(kind))
    case .invitation(let name): line.add("group", name)
    }
  }
}
