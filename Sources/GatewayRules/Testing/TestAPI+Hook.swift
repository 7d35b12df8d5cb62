import GatewayCore

extension TestAPI {
  /// `bot:hook("deploy", { json = … })`
  static func hook(_ session: TestSession, _ call: inout HostCall) throws(HostError) {
    let bot = try session.bot(call)
    let name = try call.string(1, "a hook's name")
    guard bot.hasHook(name) else { throw HostError("the bot has no hook \(quoted: name)") }
    let options =
      call.isNil(2)
      ? nil
      : try Options(
        call.value(2), of: "the request of a hook",
        known: ["json", "form", "text", "headers", "query", "method", "id"])
    let request = try HookRequest(name, options)
    let steps = bot.receive(request)
    try session.requireSuccess(steps)
    call.answer(steps.first?.outcome.response.luaValue ?? .nil)
  }
}

extension HookRequest {
  fileprivate init(_ name: String, _ options: Options?) throws(HostError) {
    self.init(
      hook: name, method: try options?.string("method") ?? "POST",
      query: try options?.fields("query") ?? [], headers: try options?.fields("headers") ?? [],
      id: try options?.string("id"))
    guard let options else { return }
    if let json = options["json"] {
      headers.append(Field("content-type", "application/json"))
      body = Array(try json.jsonText(of: "the body of a request").utf8)
    } else if let form = try options.fields("form") {
      headers.append(Field("content-type", "application/x-www-form-urlencoded"))
      let pairs = form.map { "\(Percent.encoded($0.name))=\(Percent.encoded($0.value))" }
      body = Array(pairs.joined(separator: "&").utf8)
    } else {
      body = Array((try options.string("text") ?? "").utf8)
    }
  }
}

extension Options {
  /// A table of texts by their names; nil where there is none.
  fileprivate func fields(_ name: String) throws(HostError) -> [HookRequest.Field]? {
    guard let value = self[name] else { return nil }
    guard case .table(let entries) = value.sorted else {
      throw mismatch(name, wanted: "a table of texts by their names", value: value)
    }
    return try entries.map { entry throws(HostError) in
      guard case .string(let key) = entry.key, let text = entry.value.keyText else {
        throw mismatch(name, wanted: "a table of texts by their names", value: entry.value)
      }
      return HookRequest.Field(key, text)
    }
  }
}

extension HookResponse {
  fileprivate var luaValue: LuaValue {
    .record([
      ("status", .integer(Int64(status))), ("text", .string(body)),
      ("json", type == "application/json" ? (try? LuaValue(json: body)) ?? .nil : .nil),
    ])
  }
}
