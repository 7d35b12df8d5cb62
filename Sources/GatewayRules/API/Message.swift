import GatewayCore

extension RuleAPI {
  static let message = HostTable<RuleSession>(
    title: "message",
    about: "What a contact wrote. It can be used until its handler returns.",
    place: .object(.message),
    functions: [
      member(
        "reply", signature: #"message:reply(text, { expires = "1h" })"#,
        help: """
          Answers the contact; long texts become several messages. Control characters but tabs and line \
          feeds are left out, and so are direction overrides; `\\r\\n` becomes `\\n`. With `expires` ("1s" \
          to "366d") it is not sent later than that, however long the contact is away: it is shown as \
          "expired" then. Without it, it waits for the contact.
          """
      ) {
        (session, message, call) throws(HostError) in
        try session.reply(to: message.contact.key, of: call, named: "a reply", .text)
      },
      member(
        "action", signature: #"message:action(text, { expires = "1h" })"#,
        help: "Answers with an action, as “/me …” does."
      ) {
        (session, message, call) throws(HostError) in
        try session.reply(to: message.contact.key, of: call, named: "an action", .action)
      },
      member(
        "keep", signature: "message:keep()",
        help: #"Puts the message into the inbox; an error where the inbox has `keep = "nothing"`."#
      ) {
        (session, _, _) throws(HostError) in try session.keep()
      },
      member(
        "forward", signature: #"message:forward("name", extra)"#,
        help: """
          Sends the message to a webhook. `extra`, a table or a text, goes along under "extra". The \
          contact's key is not sent unless `extra` holds it.
          """, forward),
      member(
        "ask",
        signature: #"message:ask("name", { timeout = "10s", fallback = "…", extra = … })"#,
        help: """
          Sends the message to a webhook as `forward` does, and replies with its answer; meanwhile the \
          contact sees the bot typing. Where no answer comes within `timeout` ("10s" without it; "1s" to \
          "10m"), or one that can't be used, the reply is `fallback`, or none without it. The answer is \
          `{"reply": "…"}`, `{"action": "…"}`, several in `{"replies": ["…", "…"]}`, or plain text: \
          [Webhooks](../../Gateway/Gateway.docc/Webhooks.md).
          """, ask),
    ],
    fields: [
      member(
        "id", signature: "message.id",
        help: "The number of the message; the same in the inbox and in webhooks."
      ) {
        (_, message, call) throws(HostError) in call.answer(message.id.rawValue)
      },
      member(
        "text", signature: "message.text",
        help: #"What was written; "" where the inbox has `rules = "metadata"`."#
      ) {
        (session, message, call) throws(HostError) in
        call.answer(session.visibleText(of: message))
      },
      member("kind", signature: "message.kind", help: #""text", or "action" for “/me …”."#) {
        (_, message, call) throws(HostError) in call.answer(message.kind.rawValue)
      },
      member("time", signature: "message.time", help: "When it arrived, in seconds since 1970.") {
        (_, message, call) throws(HostError) in call.answer(message.receivedAt.rawValue / 1_000)
      },
      member(
        "sent_at", signature: "message.sent_at",
        help: """
          When it was written, in seconds since 1970, where the sender's client says so (TRIfA, \
          Antidote); else nil. A claim of the sender: not to be relied on.
          """
      ) { (_, message, call) throws(HostError) in
        guard let sentAt = message.sentAt else { return call.answerNil() }
        call.answer(sentAt.rawValue / 1_000)
      },
      member("contact", signature: "message.contact", help: "The contact that wrote it.") {
        (_, _, call) throws(HostError) in call.answer(.contact, handle: 0)
      },
      member(
        "first", signature: "message.first",
        help:
          "Whether it is the contact's first message. The text of its request is none, and not counted."
      ) { (session, message, call) throws(HostError) in
        let isFirst = session.state?.messageCount(of: message.contact.key) == 0
        call.answer(isFirst && !message.isRequest)
      },
      member(
        "is_request", signature: "message.is_request",
        help: """
          Whether it is what the contact wrote when it asked to be one. It comes once, right after \
          `on("contact")`, unless it is blank, the bot's phrase alone, or the greeting that \
          `postern send` and `chat` send unasked. Other clients suggest a greeting too, which often \
          tells nothing; but some people put all that they have to say there. Of several words \
          that a person gives to `/add` in toxic 0.11.1 (Debian 12) the first arrives, without \
          its last letter.
          """
      ) { (_, message, call) throws(HostError) in call.answer(message.isRequest) },
      member("command", signature: "message.command", help: "The command that it calls, or nil.") {
        (session, _, call) throws(HostError) in call.answer(optional: session.commandName)
      },
      member(
        "arguments", signature: "message.arguments", help: "The text after the command's name."
      ) {
        (session, message, call) throws(HostError) in call.answer(session.argumentText(of: message))
      },
      member("words", signature: "message.words", help: "The words of `arguments`, as a list.") {
        (session, message, call) throws(HostError) in
        let words = session.argumentText(of: message).split(whereSeparator: \.isWhitespace)
        call.answer(.array(words.map { .string(String($0)) }))
      },
    ])

  private static let member = ObjectMembers(of: .message) { (session, _) throws(HostError) in
    try session.currentMessage()
  }

  private static func forward(
    _ session: RuleSession, message: InboundMessage, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(1, "a webhook's name")
    let event = try session.event(
      of: message, extra: try call.value(2), for: session.webhook(name))
    try session.charge(event, call)
    let contact = event.isNotice ? nil : message.contact.key
    try session.ask(for: .deliver(event, to: name, contact: contact))
  }

  private static func ask(
    _ session: RuleSession, message: InboundMessage, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(1, "a webhook's name")
    let webhook = try session.webhook(name)
    guard webhook.send != .notice, session.environment.formats[webhook.format]?.takesAsks ?? true
    else {
      throw HostError(
        webhook.send == .notice
          ? "webhook \(quoted: name) sends notices, which leave later and name no contact to answer"
          : "webhook \(quoted: name) has the format \(quoted: webhook.format), whose receivers answer"
            + " nothing")
    }
    let options = call.isNil(2) ? nil : try AskOptions(call.value(2))
    var event = try session.event(of: message, extra: options?.extra ?? .nil, for: webhook)
    let terms = options?.terms ?? AskTerms()
    event.answerBy = session.now.advanced(byMilliseconds: terms.timeout)
    try session.charge(event, call)
    try session.ask(for: .ask(event, of: name, contact: message.contact.key, terms))
  }
}

extension HostCall {
  /// The text of an answer.
  func reply(_ index: Int, _ what: String) throws(HostError) -> String {
    try string(index, what, bytesMax: RuleLimits.replyBytes)
  }
}

extension RuleSession {
  func reply(
    to contact: ContactKey, _ text: String, _ kind: InboundMessage.Kind, lifetime: Int64? = nil
  ) throws(HostError) {
    let text = text.asMessage
    guard !text.isEmpty else { throw HostError("a reply needs a text") }
    try ask(for: .reply(to: contact, text: text, kind: kind, lifetime: lifetime))
  }

  /// `…:reply(text, { expires = … })`, called on an object.
  func reply(
    to contact: ContactKey, of call: HostCall, named what: String, _ kind: InboundMessage.Kind
  ) throws(HostError) {
    let options = call.isNil(2) ? nil : try ReplyOptions(call.value(2), of: what)
    try reply(to: contact, call.reply(1, what), kind, lifetime: options?.lifetime)
  }

  func webhook(_ name: String) throws(HostError) -> Webhook {
    if let webhook = configuration.webhooks.first(where: { $0.name == name }) { return webhook }
    let names = configuration.webhooks.map { "\(quoted: $0.name)" }
    throw HostError(
      names.isEmpty
        ? "there is no webhook \(quoted: name); none is declared"
        : "there is no webhook \(quoted: name); there are \(names.joined(separator: ", "))")
  }

  /// As much of a message as the webhook is sent, with what the rule adds.
  fileprivate func event(
    of message: InboundMessage, extra: LuaValue, for webhook: Webhook
  ) throws(HostError) -> WebhookEvent {
    if extra != .nil, let refusal = webhook.refusalOfExtra { throw HostError(refusal) }
    var current = message
    if let contact { current.contact = contact }
    return WebhookEvent(
      of: current, extra: extra == .nil ? nil : try extra.json(), for: webhook, at: now)
  }

  func charge(_ event: WebhookEvent, _ call: HostCall) throws(HostError) {
    guard event.fits(in: RuleLimits.bodyBytes) else {
      throw HostError("the body of a delivery has at most \(RuleLimits.bodyBytes) bytes")
    }
    try call.charge(event.textBytes)
  }

  /// Keeping twice is keeping once.
  fileprivate func keep() throws(HostError) {
    guard configuration.inbox.keep != .nothing else {
      throw HostError("this bot keeps nothing: its inbox has keep = \"nothing\"")
    }
    if !effects.contains(.keep) { try ask(for: .keep) }
  }

  fileprivate func visibleText(of message: InboundMessage) -> String {
    hidesContent ? "" : message.text
  }

  fileprivate func argumentText(of message: InboundMessage) -> String {
    commandName == nil ? visibleText(of: message) : hidesContent ? "" : arguments
  }
}
