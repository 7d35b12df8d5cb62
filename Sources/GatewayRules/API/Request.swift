import GatewayCore

extension RuleAPI {
  static let request = HostTable<RuleSession>(
    title: "request",
    about: "What a hook gets. It can be used until its function returns.",
    place: .object(.request),
    functions: [
      member(
        "respond", signature: #"request:respond(202, "noted")"#,
        help: """
          Answers with this status, 200 to 299 or 400 to 499, and a text, a table, which becomes JSON, or \
          nothing: once, and then the function returns nothing. A sender that is to try again gets an error: \
          `error("later")`.
          """
      ) { (session, _, call) throws(HostError) in
        let status = Int(exactly: try call.number(1, "a status")) ?? 0
        guard HookResponse.statuses.contains(where: { $0.contains(status) }) else {
          throw HostError("a status is a whole number from 200 to 299, or from 400 to 499")
        }
        try session.respond(status, try call.value(2))
      },
      member(
        "forward", signature: #"request:forward("name", extra)"#,
        help: """
          Sends the request to a webhook: its body as a text, or a text that is given in place of that. A \
          table goes along under "extra".
          """, forward),
    ],
    fields: [
      member("hook", signature: "request.hook", help: "The hook's name.") {
        (_, request, call) throws(HostError) in call.answer(request.hook)
      },
      member(
        "id", signature: "request.id",
        help: "By what the sender would repeat it; nil where it does not say."
      ) { (_, request, call) throws(HostError) in call.answer(optional: request.id) },
      member("method", signature: "request.method", help: #""POST" or "PUT"."#) {
        (_, request, call) throws(HostError) in call.answer(request.method)
      },
      member(
        "json", signature: "request.json",
        help: """
          The body as JSON, or that of the field `payload` of a form, in which GitHub and Slack \
          send it; it is read anew each time; nil where there is none.
          """
      ) { (_, request, call) throws(HostError) in
        try call.charge(request.body.count)
        call.answer(request.json.map(LuaValue.init) ?? .nil)
      },
      member(
        "form", signature: "request.form",
        help: "The fields of a form, by their names, the last of each; nil where the body is none."
      ) { (_, request, call) throws(HostError) in
        try call.charge(request.body.count)
        call.answer(request.form.map(LuaValue.fields) ?? .nil)
      },
      member("text", signature: "request.text", help: "The body as it was sent.") {
        (_, request, call) throws(HostError) in call.answer(request.text)
      },
      member(
        "headers", signature: #"request.headers["x-github-event"]"#,
        help: "The header fields by their names in lower case, without those that hold secrets."
      ) { (_, request, call) throws(HostError) in
        call.answer(.fields(request.headers.map { .init($0.name.lowercased(), $0.value) }))
      },
      member("query", signature: "request.query", help: "The fields of the query, by their names.")
      { (_, request, call) throws(HostError) in call.answer(.fields(request.query)) },
    ])

  private static let member = ObjectMembers(of: .request) { (session, _) throws(HostError) in
    guard let request = session.request else { throw HostError("this event has no request") }
    return request
  }

  private static func forward(
    _ session: RuleSession, request: HookRequest, _ call: inout HostCall
  ) throws(HostError) {
    let name = try call.string(1, "a webhook's name")
    let webhook = try session.webhook(name)
    let added = try call.value(2)
    if added != .nil, let refusal = webhook.refusalOfExtra { throw HostError(refusal) }
    var (text, extra): (String, JSONValue?) = (request.text, nil)
    switch added {
    case .nil: break
    case .string(let given): text = given
    default: extra = try added.json()
    }
    let event = WebhookEvent(of: request, text: text, extra: extra, for: webhook, at: session.now)
    try session.charge(event, call)
    try session.ask(for: .deliver(event, to: name, contact: nil))
  }
}

extension RuleSession {
  /// What a hook's function returned is the answer.
  func answer(returned call: HostCall) throws(HostError) {
    let value = try call.value(0)
    if value != .nil { try respond(200, value) }
  }

  fileprivate func respond(_ status: Int, _ value: LuaValue) throws(HostError) {
    let isAnswered = effects.contains { if case .respond = $0 { true } else { false } }
    guard !isAnswered else { throw HostError("the request is answered already") }
    let response: HookResponse
    switch value {
    case .nil: response = HookResponse(status: status)
    case .string(let text): response = HookResponse(status: status, body: text)
    case .table: response = HookResponse(status: status, json: try value.json())
    default: throw HostError("an answer is a text, a table or nothing, not \(value.kindName)")
    }
    guard response.body.utf8.count <= RuleLimits.replyBytes else {
      throw HostError("an answer has at most \(RuleLimits.replyBytes) bytes")
    }
    try ask(for: .respond(response))
  }
}

extension LuaValue {
  /// A table of the values by their names.
  fileprivate static func fields(_ fields: [HookRequest.Field]) -> LuaValue {
    .record(fields.map { ($0.name, .string($0.value)) })
  }
}
