import GatewayCore

extension RuleAPI {
  static let confirmation = HostTable<RuleSession>(
    title: "confirmation",
    about: """
      What `on("confirm", "name", …)` gets: the one outcome of `contact:confirm`. It can be used until \
      its handler returns.
      """,
    place: .object(.confirmation),
    fields: [
      member(
        "answer", signature: "confirmation.answer",
        help: #""yes", "no", or "timeout" where no answer came in time."#
      ) { (_, result, call) throws(HostError) in call.answer(result.answer.rawValue) },
      member("contact", signature: "confirmation.contact", help: "The contact that was asked.") {
        (_, _, call) throws(HostError) in call.answer(.contact, handle: 0)
      },
      member(
        "message", signature: "confirmation.message",
        help: "The answer as a message, to be kept, forwarded or asked about; nil without one."
      ) { (_, result, call) throws(HostError) in
        if result.message == nil { call.answerNil() } else { call.answer(.message, handle: 0) }
      },
      member(
        "data", signature: "confirmation.data",
        help: "What `confirm` was given: a table, text, number or boolean; nil without it."
      ) { (_, result, call) throws(HostError) in
        try call.charge(result.data.utf8.count)
        call.answer((try? LuaValue(json: result.data)) ?? .nil)
      },
    ])

  private static let member = ObjectMembers(of: .confirmation) {
    (session, _) throws(HostError) in
    guard let confirmation = session.confirmation else {
      throw HostError("this event has no confirmation")
    }
    return confirmation
  }

  static let confirmSignature = """
    contact:confirm { text = "…", timeout = "10m", on_yes = "name", on_no = "name", data = … }
    """

  static let confirmHelp = """
    Asks the contact for a yes or a no. It is sent the text and a one-time code, and answers \
    `yes 4821` or `no 4821`; the code stands where the text has `{code}`, or else in a line behind it. \
    There is one outcome, also over a restart: with yes the handler \
    `on("confirm", "name", function(confirmation) … end)` that `on_yes` names is called, with no and \
    after `timeout` ("10m" without it; "10s" to "7d") that of `on_no`, or none without it. They are \
    names, since a function does not survive a restart. The answer does not reach `on("message")`; an \
    answer with a wrong code does nothing. `confirmation.data` is `data` (a table, text, number or \
    boolean). \(NewConfirmation.countMax) questions can wait for one contact.
    """

  static func confirm(
    _ session: RuleSession, contact: Contact, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(1), of: "confirm", known: ["text", "timeout", "on_yes", "on_no", "data"])
    guard let text = try options.string("text", bytesMax: RuleLimits.replyBytes)?.asMessage,
      !text.isEmpty
    else { throw HostError("confirm needs a text") }
    guard let onYes = try session.confirmHandler(options, "on_yes") else {
      throw HostError("confirm needs on_yes, the name of a handler")
    }
    let data =
      try options["data"]?.jsonText(of: "the data of confirm", bytesMax: RuleLimits.storedBytes)
    let confirmation = NewConfirmation(
      text: text,
      timeout: try options.duration("timeout", within: NewConfirmation.timeouts)
        ?? NewConfirmation.timeoutStandard,
      onYes: onYes, onNo: try session.confirmHandler(options, "on_no"), data: data ?? "")
    let asked = session.effects.filter {
      if case .confirm(contact.key, _) = $0 { true } else { false }
    }.count
    guard
      (session.state?.confirmationCount(of: contact.key) ?? 0) + asked < NewConfirmation.countMax
    else {
      throw HostError("\(NewConfirmation.countMax) questions wait for this contact already")
    }
    try session.ask(for: .confirm(contact.key, confirmation))
  }
}

extension RuleSession {
  /// The name of a handler, which has to be there.
  fileprivate func confirmHandler(
    _ options: Options, _ option: String
  ) throws(HostError) -> String? {
    guard let name = try options.string(option, bytesMax: RuleLimits.nameBytes) else { return nil }
    guard namedSlots[.confirm]?[name] != nil else {
      throw HostError(
        "\(option) of confirm is \(quoted: name), which has no handler: write"
          + " on(\"confirm\", \(quoted: name), function(confirmation) … end)")
    }
    return name
  }
}
