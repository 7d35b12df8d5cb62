import GatewayCore

extension RuleAPI {
  static let handlers = HostTable<RuleSession>(
    title: "Handlers",
    about: """
      They stand at the top of the file too. Several handlers of one event run in the order of the \
      file. What they ask for happens together or, after an error, not at all.
      """,
    place: .globals,
    functions: [
      HostFunction(
        "on", signature: #"on("message", function(message) … end)"#,
        help: """
          Handles an event. "message" gets a message; "contact" (someone was accepted), "online" and \
          "offline" get a contact; "request" gets a contact and the text of the request, which comes as a \
          message too once the contact is accepted; "call" and "invitation" get an offer; "file" (a contact \
          offers one), "file_done" (it is whole), "file_sent" (the contact has one of ours) and \
          "file_failed" get a file; "timer" \
          gets a timer, and `on("timer", "name", f)` those of this name alone; `on("confirm", "name", f)` gets a confirmation; \
          "deadline" gets a conversation that has been new or open for as long as `inbox` allows; \
          "limit" gets the contact that a limit holds back, or nil where it holds back \
          all, and the limit's name: once an hour for each, and at most every ten seconds.
          """, registerHandler),
      HostFunction(
        "command", signature: #"command("status", "what became of it", function(message) … end)"#,
        help: """
          Handles messages whose first word is the name, in any case: `!status`, `status`, or `/status` \
          where the client sends that (uTox and toxic take it for a command of their own). Such a \
          message does not reach `on("message")`, unless the function returns false.
          """, registerCommand),
      HostFunction(
        "commands", signature: "commands()",
        help: "The commands of this bot: a list of tables with `name` and `help`."
      ) { (session, call) throws(HostError) in
        let entries = session.commands.map { command in
          LuaValue.record([("name", .string(command.name)), ("help", .string(command.help))])
        }
        call.answer(.array(entries))
      },
      HostFunction(
        "help", signature: #"command("help", "this list", help)"#,
        help: "A ready handler: replies with a line `!name: what it does` for each command."
      ) { (session, call) throws(HostError) in
        _ = try call.handle(0, .message)
        let contact = try session.currentMessage().contact
        try session.reply(to: contact.key, session.helpText, .text)
      },
    ])

  private static func registerHandler(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    try session.requireLoading("on")
    let text = try call.string(0, "an event's name")
    guard let name = RuleSession.EventName(rawValue: text) else {
      let names = RuleSession.EventName.allCases.map(\.rawValue).joined(separator: ", ")
      throw HostError("there is no event \"\(text)\"; there are \(names)")
    }
    guard call.isFunction(1), name != .confirm else {
      guard call.optionalString(1) != nil else {
        throw call.mismatch(1, what: "a handler", wanted: "a function")
      }
      return try registerNamedHandler(session, of: name, call)
    }
    let slot = session.makeSlot()
    call.keepFunction(1, in: slot)
    session.handlers[name, default: []].append(slot)
  }

  /// `on("timer", "name", f)`: for the timers of this name alone. `on("confirm", "name", f)`.
  private static func registerNamedHandler(
    _ session: RuleSession, of event: RuleSession.EventName, _ call: HostCall
  ) throws(HostError) {
    let name = try call.name(1, "a handler's name")
    guard event == .timer || event == .confirm else {
      throw call.mismatch(1, what: "a handler", wanted: "a function")
    }
    guard call.isFunction(2) else {
      throw call.mismatch(2, what: "a handler", wanted: "a function")
    }
    let slot = session.makeSlot()
    call.keepFunction(2, in: slot)
    session.namedSlots[event, default: [:]][name, default: []].append(slot)
  }

  private static func registerCommand(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    try session.requireLoading("command")
    let name = try call.string(0, "a command's name").lowercased()
    let help = try call.string(1, "a command's help")
    guard call.isFunction(2) else {
      throw call.mismatch(2, what: "a command's handler", wanted: "a function")
    }
    guard !name.isEmpty, !name.contains(where: \.isWhitespace),
      name.first != "/", name.first != "!"
    else {
      throw HostError("a command's name is one word, without \"/\" or \"!\" before it")
    }
    guard !session.commands.contains(where: { $0.name == name }) else {
      throw HostError("there are two commands \"\(name)\"")
    }
    let slot = session.makeSlot()
    call.keepFunction(2, in: slot)
    session.commands.append(RuleSession.Command(name: name, help: help, slot: slot))
  }
}
