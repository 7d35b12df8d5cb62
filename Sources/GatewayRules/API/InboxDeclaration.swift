import GatewayCore

extension RuleAPI {
  static let inboxHelp = """
    How long content stays: "forever" (as without it), "nothing", or a number with s, m, h, d or \
    w, up to "36500d". Older messages, answers (also those that a contact has not fetched), \
    requests' texts, finished deliveries and failures of rules are erased, at the start and each \
    hour. With "nothing" no message touches the disk: a receipt then means "handled", answers and \
    deliveries wait in memory (1,024 answers for each contact, 4,096 deliveries) and are gone when \
    the bot stops, and what it kept before is erased. `seal` encrypts content on arrival to inbox keys, \
    at most 16, each as a text or as a file next to the bot's: they open it elsewhere, and the bot \
    can't: [The sealed inbox](../../Gateway/Gateway.docc/SealedInbox.md). Webhooks that stand behind it \
    are sent notices unless `send` says otherwise. With `rules = "metadata"` rules see who writes and \
    when, and no text. `deadlines = { new = "7d", open = "90d", tell = "desk" }` is how long a \
    conversation may be new, or open: then `on("deadline", …)` gets it, once, and contacts with the \
    label `tell` are told.
    """

  static func declareInbox(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(0), of: "inbox", known: ["seal", "keep", "rules", "deadlines"])
    var inbox = BotConfiguration.InboxPolicy()
    inbox.seal = try seal(options, in: session)
    inbox.deadlines = try options.deadlines()
    inbox.rules =
      try options.choice("rules", BotConfiguration.InboxPolicy.RuleSight.self) ?? .content
    if let text = try options.string("keep") {
      guard let keep = BotConfiguration.InboxPolicy.Keep(text) else {
        throw HostError(
          """
          keep of inbox is "\(text)" but must be "forever", "nothing" or a time like "30d", \
          "36500d" at most
          """)
      }
      inbox.keep = keep
    }
    if inbox.isSealed, inbox.keep == .nothing {
      throw HostError(
        "inbox has keep = \"nothing\", so that there is nothing to seal: leave one out")
    }
    if inbox.isSealed, let name = session.webhooksWithoutSend.first {
      throw HostError(
        "inbox with a seal must stand before webhook \"\(name)\", which is sent notices by default then"
      )
    }
    session.configuration.inbox = inbox
  }

  private static func seal(
    _ options: Options, in session: RuleSession
  ) throws(HostError) -> BotConfiguration.InboxPolicy.Seal {
    let texts: [String]
    switch options["seal"] {
    case nil: return .unspecified
    case .boolean(false): return .off
    case .string(let text): texts = [text]
    case .table:
      texts =
        try options.texts(
          "seal", like: "newsroom.pub", max: BotConfiguration.InboxPolicy.readersMax) ?? []
    case let value?:
      throw options.mismatch(
        "seal", wanted: "inbox keys or files with them, such as { \"newsroom.pub\" }, or false",
        value: value)
    }
    guard !texts.isEmpty else { throw HostError("seal of inbox names no key") }
    var keys: [InboxKey] = []
    for text in texts {
      do throws(SettingMistake) {
        let key = try session.environment.inboxKey(text)
        if !keys.contains(key) { keys.append(key) }
      } catch {
        let shown = InboxKey.isKeyText(text) ? "a key" : "\(quoted: text)"
        throw HostError("seal of inbox has \(shown), which \(error)")
      }
    }
    return .to(keys)
  }
}
