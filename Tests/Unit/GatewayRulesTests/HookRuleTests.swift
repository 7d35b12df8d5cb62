import GatewayCore
import GatewayRules
import Testing

@Suite struct `Rules of hooks` {
  private static let declaration = #"hook("deploy", { verify = "bearer", secret = secret "KEY" }, "#

  private func bot(_ body: String, before: String = "") throws -> Bot {
    try load(
      "\(before)\n\(Self.declaration)function(request) \(body) end)",
      secrets: ["KEY": "0123456789abcdef"])
  }

  private func call(
    _ body: String, before: String = "", _ request: HookRequest = HookRequest(hook: "deploy")
  ) throws -> RuleOutcome {
    try bot(body, before: before).handle(.hook(request), state: FixedState(), now: .monday)
  }

  @Test func `a declaration names the proof, and several secrets while one replaces another`()
    throws
  {
    let bot = try load(
      """
      hook("a-1", { verify = "github", secret = { secret "NEW", secret "OLD" } }, function() end)
      hook("b", { verify = "standard", secret = secret "PUBLIC" }, function() end)
      """,
      secrets: [
        "NEW": "0123456789abcdef", "OLD": "fedcba9876543210",
        "PUBLIC": "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
      ])
    let hooks = bot.configuration.hooks
    #expect(hooks.map(\.name) == ["a-1", "b"] && hooks.map(\.scheme) == [.github, .standard])
    #expect(hooks[0].proofs.count == 2)
    guard case .verifying(let key)? = hooks[1].proofs.first else {
      Issue.record("it is not the public key")
      return
    }
    #expect(key.count == 32)
    #expect(!"\(hooks)".contains("0123456789abcdef"))
  }

  @Test(arguments: [
    (#"hook("a b", {}, function() end)"#, "a hook's name stands in its path"),
    (#"hook("../x", {}, function() end)"#, "a hook's name stands in its path"),
    (#"hook("a", {}, function() end)"#, "needs verify"),
    (#"hook("a", { verify = "md5", secret = "x" }, function() end)"#, "must be one of"),
    (#"hook("a", { verify = "bearer" }, function() end)"#, "needs secret"),
    (#"hook("a", { verify = "bearer", secret = "short" }, function() end)"#, "has 5 bytes"),
    (#"hook("a", { verify = "bearer", secret = 5 }, function() end)"#, "must be a secret"),
    (#"hook("a", { verify = "standard", secret = "x" }, function() end)"#, "is not Base64"),
    (
      #"hook("a", { verify = "standard", secret = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" }, print)"#,
      "is a secret signing key"
    ),
    (#"hook("a", { verify = "bearer", secret = secret "NONE" }, function() end)"#, "is not set"),
    (#"hook("a", { verify = "bearer", secret = "0123456789abcdef" })"#, "must be a function"),
    (
      #"local o = { verify = "bearer", secret = "0123456789abcdef" } local f = function() end hook("a", o, f) hook("a", o, f)"#,
      "there are two hooks"
    ),
  ])
  func `a mistake in a declaration is told with its line`(source: String, words: String) {
    do throws(RuleFailure) {
      _ = try load(source)
      Issue.record("it was loaded")
    } catch {
      #expect(error.line == 1 && error.message.contains(words), "\(error.message)")
      #expect(!error.message.contains("0123456789abcdef"))
    }
  }

  @Test func `a rule sees the request in each of its forms`() throws {
    let request = HookRequest(
      hook: "deploy", method: "PUT", query: [.init("a", "1")],
      headers: [.init("Content-Type", "application/json; charset=utf-8"), .init("X-Y", "z")],
      body: Array(#"{"list":[1,{"b":null}],"text":"é"}"#.utf8), id: "7")
    let outcome = try call(
      """
      local j = request.json
      return table.concat({ request.hook, request.method, request.id, request.query.a,
        request.headers["x-y"], j.list[1], tostring(j.list[2].b), j.text,
        tostring(request.form), #request.text }, " ")
      """, request)
    #expect(outcome.response.body == "deploy PUT 7 1 z 1 nil é nil 35")
    let form = HookRequest(
      hook: "deploy", headers: [.init("content-type", "application/x-www-form-urlencoded")],
      body: Array("text=a+b%0Ac&text=last&empty=".utf8))
    let fields = try call(
      """
      return request.form.text .. "|" .. request.form.empty .. "|" .. tostring(request.json) .. "|"
        .. tostring(request.id)
      """, form)
    #expect(fields.response.body == "last||nil|nil")
    let bad = HookRequest(
      hook: "deploy", headers: [.init("content-type", "application/x-www-form-urlencoded")],
      body: Array("%zz".utf8))
    #expect(try call("return tostring(request.form)", bad).response.body == "nil")
    let bytes = HookRequest(hook: "deploy", body: [0xFF, 0x00, 0x61])
    #expect(try call("return request.text", bytes).response.body == "\u{FFFD}\u{0}a")
  }

  @Test func `the JSON in the field payload of a form is the request's`() throws {
    let type = HookRequest.Field("content-type", "application/x-www-form-urlencoded")
    // As GitHub sends it to a hook whose content type is left as its page has it.
    let form = "payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%2C%22zen%22%3A%22a+b%22%7D"
    let event = HookRequest(hook: "deploy", headers: [type], body: Array(form.utf8))
    let text = "return request.json.ref .. ', ' .. request.json.zen"
    #expect(try call(text, event).response.body == "refs/heads/main, a b")
    let plain = HookRequest(
      hook: "deploy", headers: [type], body: Array(#"{"ref":"x","zen":"y"}"#.utf8))
    #expect(try call(text, plain).response.body == "x, y")
    let other = HookRequest(hook: "deploy", headers: [type], body: Array("a=1".utf8))
    #expect(try call("return tostring(request.json)", other).response.body == "nil")
  }

  @Test(arguments: [
    ("", HookResponse()), ("return nil", HookResponse()), ("return 'x'", HookResponse(body: "x")),
    (
      "return { a = { 1, 2 } }",
      HookResponse(json: .object([.init("a", .array([.integer(1), .integer(2)]))]))
    ),
    ("request:respond(202)", HookResponse(status: 202)),
    (
      "request:respond(422, { why = 'no' })",
      HookResponse(status: 422, json: .object([.init("why", .string("no"))]))
    ),
  ])
  func `what it returns, or responds, is the answer`(body: String, wanted: HookResponse) throws {
    let outcome = try call(body)
    #expect(outcome.failure == nil && outcome.response == wanted)
  }

  @Test(arguments: [
    ("return 5", "an answer is a text"), ("return false", "an answer is a text"),
    ("return print", "a function cannot be given here"), ("return { f = print }", "function"),
    ("return request", "an answer is a text"),
    ("request:respond(302)", "from 200 to 299"), ("request:respond(500)", "from 200 to 299"),
    ("request:respond(200.5)", "from 200 to 299"),
    ("request:respond()", "a status must be a number"),
    ("request:respond(200) return 'x'", "answered already"),
    ("request:respond(200) request:respond(200)", "answered already"),
    ("return ('x'):rep(70000)", "at most 65536 bytes"),
    ("error('on purpose')", "on purpose"), ("while true do end", "used up its instructions"),
    ("return request.nothing", "nothing"),
  ])
  func `an error answers nothing and asks for nothing`(body: String, words: String) throws {
    let outcome = try call("store.set('k', 1) log('x') \(body)")
    #expect(outcome.effects.isEmpty)
    #expect(outcome.failure?.message.contains(words) == true, "\(outcome.failure?.message ?? "")")
  }

  @Test func `a request can't be kept for later`() throws {
    let bot = try bot("if kept then return kept.text end kept = request")
    let request = HookRequest(hook: "deploy")
    #expect(bot.handle(.hook(request), state: FixedState(), now: .monday).failure == nil)
    let second = bot.handle(.hook(request), state: FixedState(), now: .monday)
    #expect(second.failure?.message.contains("earlier event") == true)
  }

  @Test func `it forwards the body, or words of its own with data`() throws {
    let webhooks = """
      webhook "full" { url = "https://a.example" }
      webhook "thin" { url = "https://b.example", send = "thin" }
      webhook "notice" { url = "https://c.example", send = "notice" }
      """
    let request = HookRequest(hook: "deploy", body: Array("body".utf8), id: "7")
    let outcome = try call(
      """
      request:forward("full") request:forward("full", "words") request:forward("full", { a = 1 })
      request:forward("thin") request:forward("notice")
      """, before: webhooks, request)
    #expect(outcome.failure == nil)
    let data = outcome.effects.compactMap { effect -> String? in
      guard case .deliver(let event, _, nil) = effect,
        case .object(let members)? = try? JSONValue(json: event.json.utf8)
      else { return nil }
      return members.first { $0.name == "data" }?.value.text
    }
    #expect(
      data == [
        #"{"hook":"deploy","id":"7","text":"body"}"#, #"{"hook":"deploy","id":"7","text":"words"}"#,
        #"{"hook":"deploy","id":"7","text":"body","extra":{"a":1}}"#,
        #"{"hook":"deploy","id":"7"}"#, "{}",
      ])
    let refused = try call("local n = 'thin' request:forward(n, 'x')", before: webhooks, request)
    #expect(refused.failure?.message.contains("takes nothing that a rule adds") == true)
  }

  @Test func `a test of a bot posts to its hook`() {
    let bot = """
      contacts { accept = "everyone" }
      \(Self.declaration)function(request)
        if request.json.fail then error("on purpose") end
        broadcast("ops", request.json.text)
        return { id = request.id, form = request.headers["x-a"], q = request.query.q }
      end)
      """
    let results = BotTest.run(
      source: """
        local function start() return load_bot("a.lua", { KEY = "0123456789abcdef" }) end
        test("posts", function()
          local bot = start()
          local alice = bot:contact("alice")
          alice:gets_label("ops")
          local answer = bot:hook("deploy",
            { json = { text = "hi" }, id = "7", headers = { ["X-A"] = "b" }, query = { q = "1" } })
          expect(answer.status):equals(200)
          expect(answer.json):equals({ id = "7", form = "b", q = "1" })
          alice:hears("hi")
        end)
        test("fails", function() start():hook("deploy", { json = { fail = true } }) end)
        test("is not there", function() start():hook("other") end)
        test("is misspelt", function() start():hook("deploy", { body = "x" }) end)
        """, file: "bots/a_test.lua"
    ) { $0 == "a.lua" ? bot : nil }
    #expect(results.map(\.passed) == [true, false, false, false])
    #expect(results[1].message?.contains("on purpose") == true)
    #expect(results[2].message == #"the bot has no hook "other""#)
    #expect(results[3].message?.contains("no option 'body'") == true)
  }
}
