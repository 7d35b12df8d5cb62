import GatewayCore
import GatewayRules
import Testing

@Suite struct `Limits of what a rule hands over` {
  private func failure(_ body: String) throws -> RuleFailure? {
    let bot = try load(
      """
      webhook "desk" { url = "https://desk.example/hook" }
      on("message", function(message)
        \(body)
      end)
      """)
    let outcome = bot.hear("go")
    #expect(outcome.effects == [.keep])
    #expect(bot.hear("go").failure == outcome.failure, "the same once more")
    return outcome.failure
  }

  @Test(arguments: [
    Expression(
      "for i = 1, 2000 do message:reply('x') end", "a rule may ask for 1000 things at most"),
    Expression("message:reply(('x'):rep(65537))", "a reply has at most 65536 bytes"),
    Expression("message:action(('x'):rep(65537))", "an action has at most 65536 bytes"),
    Expression("message.contact:reply(('x'):rep(65537))", "a reply has at most 65536 bytes"),
    Expression(
      "for i = 1, 65 do message:reply(('x'):rep(65536)) end",
      "what a rule asks for has at most 4194304 bytes of text"),
    Expression(
      "for i = 1, 20 do message:forward('desk', ('x'):rep(1000000)) end",
      "the body of a delivery has at most 262144 bytes"),
    Expression(
      "message:forward('desk', ('\\1'):rep(50000))",
      "the body of a delivery has at most 262144 bytes"),
    Expression("store.set('k', ('x'):rep(65535))", "a stored value has at most 65536 bytes"),
    Expression("store.get(('x'):rep(1025))", "a key has at most 1024 bytes"),
    Expression("message.contact:get(('x'):rep(1025))", "a key has at most 1024 bytes"),
    Expression("message.contact:set_note(('x'):rep(1025))", "a note has at most 1024 bytes"),
    Expression("timer(('x'):rep(1025), 1)", "a timer's name has at most 1024 bytes"),
    Expression("timer('t', 1, ('x'):rep(65537))", "a timer's payload has at most 65536 bytes"),
    Expression("date(('%A'):rep(513))", "a format has at most 1024 bytes"),
    Expression("json.encode(('\\1'):rep(200000))", "the JSON text has at most 1048576 bytes"),
    Expression("json.decode((' '):rep(262145))", "a JSON text has at most 262144 bytes"),
  ])
  func `are errors that name them`(_ expression: Expression) throws {
    let failure = try failure(expression.code)
    #expect(failure?.message == expression.result)
    #expect(failure?.reason == .error)
    #expect(failure?.line == 3)
  }

  /// Each reference costs Lua 16 bytes, and a megabyte outside of it.
  @Test(arguments: [
    "json.encode(t)", "log(t)", "message:forward('desk', t)", "log('x', t, t)",
    "json.encode({ a = { b = t } })",
  ])
  func `count a text as often as a table refers to it, before it is copied`(_ code: String) throws {
    let failure = try failure(
      "local s, t = ('x'):rep(1000000), {} for i = 1, 4000 do t[i] = s end \(code)")
    #expect(
      failure?.message
        == "the table is too large: more than 20000 values or 1048576 bytes of text")
  }

  @Test func `hold for an answer to an offer as for any other`() throws {
    let bot = try load(#"on("call", function(offer) offer:reply(("x"):rep(65537)) end)"#)
    let offer = bot.handle(
      .offer(.alice, .call(withVideo: false)), state: FixedState(), now: .monday)
    #expect(offer.failure?.message == "a reply has at most 65536 bytes")
    #expect(offer.replies.isEmpty)
  }

  @Test func `cut a log line instead of failing for it`() throws {
    let outcome = try run("log(('x'):rep(5000)) reply('done')")
    #expect(outcome.replies == ["done"])
    #expect(outcome.effects.first == .log(String(repeating: "x", count: 4_000)))
  }

  @Test func `cut it in bytes, at a scalar, whatever its characters are`() throws {
    let text = "abc" + String(repeating: "\u{301}", count: 5_000)
    let outcome = try run("log(message.text)", text: text)
    let cut = "abc" + String(repeating: "\u{301}", count: 1_998)
    #expect(cut.utf8.count == 3_999)
    #expect(outcome.effects.contains(.log(cut)))
  }
}
