import GatewayCore

extension TestAPI {
  static let bot = HostTable<TestSession>(
    title: "bot", about: "A bot that `load_bot` has loaded.", place: .object(.testedBot),
    functions: [
      HostFunction(
        "contact", signature: #"bot:contact("alice", "let me in")"#,
        help: """
          A person of this name. A new one asks to be accepted first, as the bot's policy has it; with \
          a text, which is then handled as its first message, or without.
          """
      ) { (session, call) throws(HostError) in
        let bot = try session.bot(call)
        let name = try call.string(1, "a person's name")
        let request = call.isNil(2) ? nil : try call.string(2, "the text of a request")
        let (key, steps) = bot.meet(name, request: request)
        try session.requireSuccess(steps)
        let number = Int(try call.handle(0, .testedBot))
        session.people.append(TestSession.Person(bot: number, name: name, key: key))
        call.answer(.person, handle: Int64(session.people.count - 1))
      },
      HostFunction("at", signature: #"bot:at("2026-01-05 10:00")"#, help: "Sets the clock, in UTC.")
      {
        (session, call) throws(HostError) in
        let text = try call.string(1, "a time")
        guard let time = CivilTime.parse(text) else {
          throw HostError("a time is written like 2026-01-05 10:00")
        }
        try session.bot(call).setClock(time)
      },
      HostFunction(
        "advance", signature: "bot:advance(seconds)",
        help: "Lets time pass; timers fire and schedules run. Returns the effects."
      ) { (session, call) throws(HostError) in
        let seconds = try call.number(1, "a number of seconds")
        guard seconds >= 0, seconds <= Double(TrySession.waitMax) else {
          throw HostError("time goes forward, by ten years at most")
        }
        try session.answer(session.bot(call).advance(bySeconds: Int64(seconds)), call)
      },
      HostFunction(
        "forwards", signature: #"bot:forwards("name")"#,
        help: "What went to this webhook, in whatever format: a list of the events, as tables."
      ) { (session, call) throws(HostError) in
        let name = try call.string(1, "a webhook's name")
        let events = try session.bot(call).forwards.filter { $0.webhook == name }.map(\.event)
        call.answer(
          .array(try events.map { event throws(HostError) in try LuaValue(json: event.json) }))
      },
      HostFunction(
        "answers", signature: #"bot:answers("name", answer)"#,
        help: """
          The webhook answers the oldest `message:ask` that it has: with a text, with a table as its \
          JSON has it, such as `{ reply = "…" }`, or with nothing that can be used, false. Without an \
          answer `bot:advance` leads to the fallback.
          """, answer),
      HostFunction(
        "hook", signature: #"bot:hook("deploy", { json = { … }, headers = { … }, id = "1" })"#,
        help: """
          A proven request to a hook, with a body as `json`, `form` or `text`, with `headers`, `query`, \
          `method` and `id` or without. Returns the answer: a table with its `status`, and its body as \
          `text` and, where it is JSON, as `json`.
          """, hook),
      HostFunction("inbox", signature: "bot:inbox()", help: "The texts that were kept.") {
        (session, call) throws(HostError) in
        call.answer(.array(try session.bot(call).inbox.map { .string($0.text) }))
      },
      HostFunction(
        "files", signature: "bot:files()",
        help: """
          The files of both directions in the order of their offers: tables with `id`, `name`, \
          `direction`, `size`, `state` ("offered", "accepted", "waiting", "whole", "refused" or "ended"), \
          `kept`, `type` and `failure`.
          """, listFiles),
      HostFunction("logs", signature: "bot:logs()", help: "The lines that were logged.") {
        (session, call) throws(HostError) in
        call.answer(.array(try session.bot(call).logs.map { .string($0) }))
      },
    ])
  private static func answer(
    _ session: TestSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(1, "a webhook's name")
    let bot = try session.bot(call)
    guard bot.answer(name, try answer(call.value(2), bot.bot.formats)) != nil else {
      throw HostError("webhook \(quoted: name) was asked nothing that waits for its answer")
    }
  }

  private static func answer(
    _ value: LuaValue, _ formats: WebhookFormats
  ) throws(HostError) -> AskAnswer {
    switch value {
    case .boolean(false): return .unusable("the test has it so")
    case .string(let text):
      return formats.answer(contentType: "text/plain", body: Array(text.utf8))
    case .table:
      let json = try value.jsonText(of: "an answer")
      return formats.answer(contentType: "application/json", body: Array(json.utf8))
    default: throw HostError("an answer is a text, a table or false")
    }
  }
}
