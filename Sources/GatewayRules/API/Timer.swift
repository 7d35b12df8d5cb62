import GatewayCore

extension RuleAPI {
  static let timer = HostTable<RuleSession>(
    title: "timer",
    about: #"What `on("timer", …)` gets. It can be used until its handler returns."#,
    place: .object(.timer),
    fields: [
      member("name", signature: "timer.name", help: "The name that it was set with.") {
        (_, timer, call) throws(HostError) in call.answer(timer.name)
      },
      member("payload", signature: "timer.payload", help: "The text that it was set with.") {
        (_, timer, call) throws(HostError) in call.answer(timer.payload)
      },
      member(
        "data", signature: "timer.data",
        help: "What `after` was given: a table, text, number or boolean; nil without it."
      ) { (_, timer, call) throws(HostError) in
        try call.charge(timer.payload.utf8.count)
        call.answer((try? LuaValue(json: timer.payload)) ?? .nil)
      },
      member(
        "contact", signature: "timer.contact", help: "The contact that it was set for, or nil."
      ) {
        (_, timer, call) throws(HostError) in
        if timer.contact == nil { call.answerNil() } else { call.answer(.contact, handle: 0) }
      },
    ])

  /// The functions that set timers; they stand among those that deal with time.
  static let timerFunctions: [HostFunction<RuleSession>] = [
    HostFunction(
      "timer", signature: #"timer("name", seconds, payload, contact)"#,
      help: """
        Calls `on("timer")` after so many seconds, also across a restart. A timer of the same name \
        and contact is replaced. `payload` (a text) and `contact` may be left out. Set by \
        `on("timer")` it takes a second at least, so that no timer feeds itself without a pause. A bot has \
        \(RuleLimits.timers) timers at most.
        """
    ) { (session, call) throws(HostError) in
      let name = try call.name(0, "a timer's name")
      let seconds = try call.number(1, "a timer's delay")
      guard seconds >= 0, seconds <= 366 * 86_400 else {
        throw HostError("a timer's delay is between 0 seconds and a year")
      }
      let payload =
        call.isNil(2)
        ? "" : try call.string(2, "a timer's payload", bytesMax: RuleLimits.storedBytes)
      let contact = try session.optionalContact(call, 3)
      try session.setTimer(
        name, contact: contact, delay: Int64(seconds * 1_000 + 0.5), payload: payload)
    },
    HostFunction(
      "after", signature: #"after("10m", "name", data, contact)"#,
      help: """
        Calls `on("timer", "name", function(timer) … end)` after this time ("1s" to "366d"), also \
        across a restart: so it takes the name of a handler, which the file has again then, and no \
        function, which would be gone. `timer.data` is `data` (a table, text, number or boolean), and \
        `timer.contact` the `contact`; both may be left out. In all else it is `timer`: one of the same \
        name and contact is replaced, and `cancel` removes it.
        """
    ) { (session, call) throws(HostError) in
      let delay = try call.string(0, "the time of after")
      guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(delay),
        Schedule.intervals.contains(seconds * 1_000)
      else { throw HostError("the time of after is one like \"10m\", from \"1s\" to \"366d\"") }
      let name = try session.handledTimer(call, 1)
      let payload =
        call.isNil(2)
        ? ""
        : try call.value(2).jsonText(of: "a timer's data", bytesMax: RuleLimits.storedBytes)
      let contact = try session.optionalContact(call, 3)
      try session.setTimer(name, contact: contact, delay: seconds * 1_000, payload: payload)
    },
    HostFunction(
      "cancel", signature: #"cancel("name", contact)"#,
      help: "Removes a timer; `contact` as it was set."
    ) {
      (session, call) throws(HostError) in
      let name = try call.name(0, "a timer's name")
      try session.cancelTimer(name, contact: session.optionalContact(call, 1))
    },
  ]

  private static let member = ObjectMembers(of: .timer) { (session, _) throws(HostError) in
    try session.currentTimer()
  }
}

extension RuleSession {
  fileprivate func setTimer(
    _ name: String, contact: ContactKey?, delay: Int64, payload: String
  ) throws(HostError) {
    guard hasTimer(name, contact: contact) || timerCount < RuleLimits.timers else {
      throw HostError("a bot has \(RuleLimits.timers) timers at most")
    }
    let delay = timer == nil ? delay : max(delay, 1_000)
    try ask(for: .timer(name: name, contact: contact, delay: delay, payload: payload))
    note(name, contact: contact, isSet: true)
  }

  /// The name of a timer that has a handler.
  fileprivate func handledTimer(_ call: HostCall, _ index: Int) throws(HostError) -> String {
    guard !call.isFunction(index) else {
      throw HostError(
        """
        after takes the name of a timer, since a function does not survive a restart: write \
        after("10m", "name") and on("timer", "name", function(timer) … end)
        """)
    }
    let name = try call.name(index, "a timer's name")
    guard namedSlots[.timer]?[name] != nil || handlers[.timer] != nil else {
      throw HostError(
        "no handler takes the timer \(quoted: name): write on(\"timer\", \(quoted: name), …)")
    }
    return name
  }

  fileprivate func cancelTimer(_ name: String, contact: ContactKey?) throws(HostError) {
    try ask(for: .cancelTimer(name: name, contact: contact))
    note(name, contact: contact, isSet: false)
  }

  fileprivate func optionalContact(
    _ call: HostCall, _ index: Int
  ) throws(HostError) -> ContactKey? {
    if call.isNil(index) { return nil }
    return try contact(call.handle(index, .contact)).key
  }
}
