import GatewayCore

extension RuleAPI {
  static let file = HostTable<RuleSession>(
    title: "file",
    about: """
      What `on("file", …)`, `on("file_done", …)`, `on("file_sent", …)` and `on("file_failed", …)` get. \
      A file that no handler accepts or refuses is left to `files { accept = … }`. Without `files`, or \
      with "nobody", the file was refused already, and the handler may say so in its own words; without \
      a handler the contact is told in one line, at most once a day. It can be used until its handler \
      returns.
      """,
    place: .object(.file),
    functions: [
      member(
        "accept", signature: "file:accept()",
        help: "Takes the file. An error where it is not offered, and behind `file:refuse()`."
      ) { (session, file, _) throws(HostError) in
        try session.decide(file, isAccepted: true) { .acceptFile($0) }
      },
      member(
        "refuse", signature: "file:refuse(text)",
        help: "Refuses the file, and with a text tells the contact why."
      ) { (session, file, call) throws(HostError) in
        let text = call.isNil(1) ? nil : try call.reply(1, "the reason of a refusal").asMessage
        try session.decide(file, isAccepted: false) { .refuseFile($0, text: text) }
      },
      member(
        "reply", signature: #"file:reply(text, { expires = "1h" })"#,
        help: "Writes to the contact, as `contact:reply` does."
      ) { (session, _, call) throws(HostError) in
        try session.reply(to: session.currentContact().key, of: call, named: "a reply", .text)
      },
      member(
        "keep", signature: "file:keep()",
        help: """
          Puts the file into the inbox, so that it does not make way for others; an error where the \
          inbox has `keep = "nothing"`.
          """, keepFile),
      member(
        "forward", signature: #"file:forward("name", extra)"#,
        help: """
          Tells a webhook of the file: its name, size, type, hash and contact, and by which path of the \
          HTTP interface a whole one is had. Where the webhook has `files = "8MB"`, a whole file of at \
          most that size goes along. `extra` is that of `message:forward`.
          """, forwardFile),
    ],
    fields: [
      member(
        "id", signature: "file.id",
        help: """
          Its number; the same in the inbox, in events and in webhooks. Nil where it was refused before \
          it was stored.
          """
      ) { (_, file, call) throws(HostError) in
        guard let id = file.id else { return call.answerNil() }
        call.answer(id.rawValue)
      },
      member(
        "kind", signature: "file.kind",
        help: #""file", or "avatar" for the picture that the contact shows."#
      ) { (_, file, call) throws(HostError) in
        call.answer(file.isAvatar ? "avatar" : ContactOffer.Kind.file.rawValue)
      },
      member("contact", signature: "file.contact", help: "The contact that sends or gets it.") {
        (_, _, call) throws(HostError) in call.answer(.contact, handle: 0)
      },
      member(
        "direction", signature: "file.direction",
        help: #""in" for a file of the contact, "out" for one that the bot sends."#
      ) { (_, file, call) throws(HostError) in call.answer(file.direction.rawValue) },
      member(
        "name", signature: "file.name",
        help: """
          Its name, made harmless: no path, nothing invisible, no look-alike of another ending. Never \
          empty.
          """
      ) { (_, file, call) throws(HostError) in call.answer(file.name.shown) },
      member(
        "claimed_name", signature: "file.claimed_name",
        help: "Its name as the sender wrote it, whatever that is: for comparing, never for a path."
      ) { (_, file, call) throws(HostError) in call.answer(file.name.claimed) },
      member(
        "size", signature: "file.size",
        help: """
          In bytes, as the contact's client claims it, or nil where that does not say; of a whole file \
          as it is.
          """
      ) { (_, file, call) throws(HostError) in
        guard let size = file.size else { return call.answerNil() }
        call.answer(Int64(clamping: size))
      },
      member(
        "received", signature: "file.received", help: "Bytes that the receiving side has."
      ) { (_, file, call) throws(HostError) in call.answer(Int64(clamping: file.position)) },
      member(
        "type", signature: "file.type",
        help: #"Its media type by content, such as "application/pdf"; nil before it is whole."#
      ) { (_, file, call) throws(HostError) in call.answer(optional: file.type) },
      member(
        "sha256", signature: "file.sha256",
        help: "The SHA-256 of its content, 64 hexadecimal digits; nil before it is whole."
      ) { (_, file, call) throws(HostError) in call.answer(optional: file.digest?.hexadecimal) },
      member("time", signature: "file.time", help: "When it was offered, in seconds since 1970.") {
        (session, file, call) throws(HostError) in
        call.answer((file.at ?? session.now).rawValue / 1_000)
      },
      member(
        "failure", signature: "file.failure",
        help: """
          In `on("file_failed", …)`: "cancelled-by-contact", "cancelled" (by a rule or the owner), \
          "malformed" (more or less than was said), "over-limit", "type" (none of `types`), "unreadable" \
          or "expired"; else nil.
          """
      ) { (_, file, call) throws(HostError) in
        guard case .failed(let failure) = file.event else { return call.answerNil() }
        call.answer(failure.rawValue)
      },
    ])

  private static let member = ObjectMembers(of: .file) { (session, _) throws(HostError) in
    guard let file = session.file else { throw HostError("this event has no file") }
    return file
  }

  private static func keepFile(
    _ session: RuleSession, file: RuleFile, _ call: inout HostCall
  ) throws(HostError) {
    guard session.configuration.inbox.keep != .nothing else {
      throw HostError("this bot keeps nothing: its inbox has keep = \"nothing\"")
    }
    guard let id = file.id, file.event == .offered || file.event == .done else {
      throw HostError("there is nothing to keep of a file that was refused or has failed")
    }
    if !session.effects.contains(.keepFile(id)) { try session.ask(for: .keepFile(id)) }
  }

  private static func forwardFile(
    _ session: RuleSession, file: RuleFile, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(1, "a webhook's name")
    let webhook = try session.webhook(name)
    let extra = try call.value(2)
    if extra != .nil, let refusal = webhook.refusalOfExtra { throw HostError(refusal) }
    guard let item = session.fileItem else {
      throw HostError("a file that was refused before it was stored can't be forwarded")
    }
    let contact = try session.currentContact()
    let event = WebhookEvent(
      of: item, contact, extra: extra == .nil ? nil : try extra.json(), for: webhook,
      at: session.now)
    try session.charge(event, call)
    try session.ask(
      for: .deliver(event, to: name, contact: event.isNotice ? nil : contact.key))
  }
}

extension RuleSession {
  /// A file has one fate; to say the same twice is to say it once.
  fileprivate func decide(
    _ file: RuleFile, isAccepted: Bool, _ effect: (MessageID) -> Effect
  ) throws(HostError) {
    switch file.event {
    case .offered: break
    case .refused:
      throw HostError(
        "this bot takes no files: files { accept = \"ask\" } lets its rules take some")
    case .done: throw HostError("this file is whole already")
    case .failed: throw HostError("this file has failed already")
    }
    guard let id = file.id, file.isAccepted != isAccepted else { return }
    guard file.isAccepted == nil else {
      throw HostError("this file was \(isAccepted ? "refused" : "accepted") before")
    }
    try ask(for: effect(id))
    self.file?.isAccepted = isAccepted
  }
}
