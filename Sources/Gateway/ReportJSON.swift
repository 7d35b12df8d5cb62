public import GatewayCore

/// A report as one line of JSON: what `--json` prints. Documented in `Events.md`; a test checks
/// that it lists every event and every member.
extension Report {
  /// One object without a line end.
  ///
  /// - Parameters:
  ///   - now: when the report was made; a message has its own time.
  ///   - number: its number among the events of the run, where it has one.
  public func jsonLine(at now: UnixMilliseconds = .now, number: Int64? = nil) -> String {
    var line = JSONLine(event: eventName, at: time ?? now)
    line.add("seq", number)
    switch self {
    case .ready(let ready): ready.write(to: &line)
    case .connection(let connection):
      line.add("status", connection.status.rawValue)
      line.add("text", connection.words)
    case .runsElsewhere: line.add("text", Report.runsElsewhereWords)
    case .proxy(let proxy):
      line.add("state", proxy.isAway ? "away" : "back")
      line.add("text", proxy.words)
    case .contactRequest(let contact, let text, let code):
      line.add(contact)
      line.add("text", text)
      line.add("code", code?.text)
    case .contactOnline(let contact), .contactOffline(let contact), .profile(let contact):
      line.add(contact)
    case .message(let message):
      line.add(message.contact)
      line.add("id", message.id.rawValue)
      line.add("kind", message.kind.rawValue)
      line.add("text", message.text)
      line.add("encryption", message.encryption?.text)
      line.add("sent_at", message.sentAt)
      if message.isRequest { line.add("is_request", true) }
    case .reply(let contact, let message):
      line.add(contact)
      line.add("id", message.id.rawValue)
      line.add("kind", message.kind.rawValue)
      line.add("text", message.text)
      line.add("expires_at", message.expiresAt)
    case .receipt(let contact, let id), .replyExpired(let contact, let id):
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
    case .conversation(let contact, let triage, let author):
      line.add(contact)
      triage.write(to: &line)
      line.add("by", author?.name)
    case .deadline(let notice):
      line.add(notice.contact)
      notice.triage.write(to: &line)
      line.add("text", notice.words)
    case .file(let file, let contact):
      line.add(contact)
      file.write(to: &line)
    case .delivery(let delivery): delivery.write(to: &line)
    case .webhook(let webhook): webhook.write(to: &line)
    case .ruleError(let failure, let message):
      failure.write(to: &line)
      line.add("message", message?.rawValue)
    case .reloadFailed(let failure): failure.write(to: &line)
    case .ruleWarning(let file, let text):
      line.add("file", file)
      line.add("text", text)
    case .reloaded(let file): line.add("file", file)
    case .limit(let notice):
      line.add("limit", notice.name.rawValue)
      if let contact = notice.contact { line.add(contact) }
      line.add("others", Int64(notice.others))
      line.add("text", notice.words(namesContact: true))
    case .clock(let notice): notice.write(to: &line)
    case .forgotten(let contacts, let messages):
      line.add("contacts", Int64(contacts))
      line.add("messages", Int64(messages))
    case .progress(let text), .storeError(let text), .log(let text): line.add("text", text)
    case .linesLost(let count, let why):
      line.add("lines", Int64(count))
      line.add("text", why.words(count: count))
    }
    return line.text
  }

  /// The time of the event, where it is known.
  var time: UnixMilliseconds? {
    if case .message(let message) = self { message.receivedAt } else { nil }
  }

  /// The event's name in JSON.
  var eventName: String {
    switch self {
    case .ready: "ready"
    case .connection: "connection"
    case .runsElsewhere: "runs_elsewhere"
    case .progress: "progress"
    case .proxy: "proxy"
    case .contactRequest: "contact_request"
    case .contactOnline: "contact_online"
    case .contactOffline: "contact_offline"
    case .message: "message"
    case .reply: "reply"
    case .receipt: "receipt"
    case .replyExpired: "reply_expired"
    case .profile: "profile"
    case .status: "status"
    case .typing: "typing"
    case .offer(_, let offer):
      switch offer.kind {
      case .call: "call"
      case .file: "file_offer"
      case .invitation: "group_invitation"
      }
    case .conversation: "conversation"
    case .deadline: "deadline"
    case .file: "file"
    case .delivery: "delivery"
    case .webhook: "webhook"
    case .ruleError: "rule_error"
    case .ruleWarning: "rule_warning"
    case .reloaded: "reloaded"
    case .reloadFailed: "reload_failed"
    case .storeError: "store_error"
    case .log: "log"
    case .limit: "limit"
    case .clock: "clock"
    case .forgotten: "forgotten"
    case .linesLost: "lines_lost"
    }
  }
}

extension FeedEvent where Content == Report {
  /// The report as one line of JSON with its number.
  public var jsonLine: String { content.jsonLine(at: time, number: number) }
}

extension ReadyReport {
  fileprivate func write(to line: inout JSONLine) {
    line.add("tox_id", toxID)
    line.add("public_key", publicKey)
    line.add("dht_key", dhtKey)
    line.add("udp_port", orNull: udpPort.map(Int64.init))
    line.add("network", network.rawValue)
    line.add("home", home)
    line.add("api", api)
  }
}

extension Triage {
  fileprivate func write(to line: inout JSONLine) {
    line.add("status", status.rawValue)
    line.add("since", since)
    line.add("starred", isStarred)
    line.add("assignee", assignee)
  }
}

extension DeliveryReport {
  fileprivate func write(to line: inout JSONLine) {
    line.add("id", id.rawValue)
    line.add("webhook", webhook)
    line.add("message", message?.rawValue)
    line.add("attempt", Int64(attempt))
    line.add("state", stateName)
    switch result {
    case .delivered, .refused, .answered(_, .replies): break
    case .answered(_, .unusable(let reason)): line.add("text", reason)
    case .rejected(_, _, let reason): line.add("text", reason)
    case .unreachable(let text): line.add("text", text)
    }
    line.add("status", result.status.map(Int64.init))
    line.add("next", fate.next)
  }

  private var stateName: String {
    switch fate {
    case .delivered: "delivered"
    case .failed: "failed"
    case .waits: "retry"
    case .paused: "paused"
    case .expired: "expired"
    }
  }
}

extension WebhookReport {
  fileprivate func write(to line: inout JSONLine) {
    line.add("webhook", name)
    line.add("state", isPaused ? "paused" : "resumed")
    line.add("waiting", waiting.map(Int64.init))
    line.add("paused_by", pausedBy?.rawValue)
    line.add("text", words)
  }

  /// The same in words for the owner.
  public var words: String {
    guard let pausedBy else { return "webhook \(name) goes on" }
    let count = waiting ?? 0
    return "webhook \(name) is paused: \(pausedBy.words)."
      + " \(count) \(count == 1 ? "delivery waits" : "deliveries wait"). \(pausedBy.remedy) say:"
      + " postern hooks resume \(name)"
  }
}

extension PauseCause {
  /// The end of a sentence about a paused webhook.
  public var words: String {
    switch self {
    case .receiver: "its receiver refuses all that it sends"
    case .owner: "its owner said so"
    case .failures: "no attempt succeeded for days"
    }
  }

  fileprivate var remedy: String {
    self == .owner
      ? "To go on,"
      : "Correct its url or key, and save the bot's file anew where another file or the environment"
        + " has it, or"
  }
}

extension RuleFailure {
  fileprivate func write(to line: inout JSONLine) {
    line.add("reason", reason.rawValue)
    line.add("file", file)
    line.add("line", self.line.map(Int64.init))
    line.add("text", message)
  }
}

extension ClockNotice {
  fileprivate func write(to line: inout JSONLine) {
    switch self {
    case .waits(let waiting):
      line.add("state", "waits")
      line.add("messages", Int64(waiting.messages))
      line.add("contacts", Int64(waiting.contacts))
    case .believed: line.add("state", "believed")
    case .setBack: line.add("state", "set_back")
    case .lost: line.add("state", "lost")
    }
    line.add("text", words)
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
