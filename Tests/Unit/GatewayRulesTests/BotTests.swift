import GatewayCore
import GatewayRules
import Testing

@Suite struct `A bot` {
  @Test func `turns a message into effects, in the order of the rule`() throws {
    let bot = try load(
      """
      on("message", function(message)
        message:keep()
        message:reply("you said " .. message.text)
        message.contact:set_public_status("friend")
        message:action(message.contact.public_status)
      end)
      """)
    let outcome = bot.hear("hi")
    #expect(
      outcome.effects == [
        .keep, .reply(to: Contact.alice.key, text: "you said hi", kind: .text),
        .publicStatus(Contact.alice.key, "friend"),
        .reply(to: Contact.alice.key, text: "friend", kind: .action),
      ])
    #expect(outcome.failure == nil)
  }

  @Test func `answers nothing to an event without a handler`() throws {
    let bot = try load("local x = 1")
    #expect(bot.hear("hi") == RuleOutcome())
  }

  @Test func `keeps the message of a rule that fails, and nothing else that it asked for`() throws {
    let bot = try load(
      """
      on("message", function(message)
        message:reply("one")
        store.set("a", 1)
        error("broken")
      end)
      """)
    let outcome = bot.hear("hi")
    #expect(outcome.effects == [.keep])
    #expect(
      outcome.failure
        == RuleFailure(reason: .error, file: "bots/trial.lua", line: 4, message: "broken"))
  }

  @Test func `never repeats a contact's text in a failure`() throws {
    let outcome = try run("error('cannot handle ' .. message.text)", text: "my secret tip")
    #expect(outcome.failure?.message == "cannot handle …")
  }

  @Test(arguments: [
    ("error(message.text)", "…"),
    ("error('no such office: ' .. message.text .. '!')", "no such office: …"),
    ("error(('no office %s here'):format(message.text))", "no office …"),
    ("assert(false, 'lost: ' .. message.text:upper())", "lost: …"),
    ("local ok, e = pcall(error, message.text) error(e, 0)", "…"),
    ("error('no such office')", "no such office"),
    ("error('office')", "office"),
    ("local t = nil; t.x = 1", "attempt to index a nil value (local 't')"),
    ("string.format('%d', {})", "bad argument #2 to 'format' (number expected, got table)"),
    ("string.format('%' .. message.text:upper(), 1)", "invalid conversion '…'"),
    ("json.encode({ ['1'] = 1, [1] = 2 })", #"two keys of a table are "1" in JSON"#),
    (
      "local s = message.text:sub(1, 2); json.encode({ [s] = 1, [tonumber(s)] = 2 })",
      #"two keys of a table are "…" in JSON"#
    ),
  ])
  func `shows of a failure what stands in the bot's file, and the rest to its author alone`(
    script: String, shown: String
  ) throws {
    let text = "77y \"secret\" 'tip'"
    let failure = try #require(try run(script, text: text).failure)
    #expect(failure.message.replacing("bad argument #1", with: "bad argument #2") == shown)
    #expect(!failure.message.contains("secret"))
    #expect((failure.detail == nil) == !shown.contains("…"))
    #expect(failure.inFull.message == failure.detail ?? failure.message)
  }

  @Test(
    arguments: [
      "m:forward(m.text)", "local x = m[m.text]", "m[m.text] = 1", "secret(m.text)",
      "json.encode({ [m.text] = 1, [m.text:sub(1, -2)] = 2, [tonumber('1')] = 1, ['1'] = 2 })",
      "local t = {} t[m.text].x = 1", "m.text:nothing()",
    ],
    [
      "a\" My name is Alice Smith \"a", "m' My name is Alice Smith 'm", "\" Alice", "' Alice",
      "x\" 'Alice' \"x", "\u{301}My name is Alice", "\"\u{301} My name is Alice \"\u{301}",
      "%' Alice", "team\" Alice \"team", "'\" Alice '\"", String(repeating: "Alice ", count: 99),
    ])
  func `shows nothing of a text whose author puts quote signs into it`(script: String, text: String)
    throws
  {
    let bot = try load(
      """
      webhook "team" { url = "https://example.org/" }
      on("message", function(m) \(script) end)
      """)
    let failure = try #require(bot.hear(text).failure)
    #expect(!failure.message.contains("Alice"), "\(failure.message)")
  }

  @Test func `quotes a name with its quote signs taken out, and no more of it than one looks at`()
    throws
  {
    #expect(
      try run("message['a\"b\\'c'] = 1").failure?.inFull.message
        == "'a…b…c' of a message cannot be set")
    let long = try run("local x = message[('ä'):rep(100)]").failure?.inFull.message
    #expect(long == "a message has no '\(String(repeating: "ä", count: 40))…'")
    let webhook = try run("message:forward(('ä'):rep(100))").failure?.inFull.message
    #expect(
      webhook
        == "there is no webhook \"\(String(repeating: "ä", count: 80))…\"; none is declared")
  }

  @Test func `reports a syntax error with its line`() throws {
    #expect(throws: RuleFailure.self) { try load("local x = 1\nlocal = 2") }
    do throws(RuleFailure) { _ = try load("local x = 1\nlocal = 2") } catch {
      #expect(error.reason == .syntax)
      #expect(error.line == 2)
      #expect(error.file == "bots/trial.lua")
    }
  }

  @Test func `finds a misspelt field at once`() throws {
    let outcome = try run("reply(message.txet)")
    #expect(outcome.failure?.message == "a message has no 'txet'")
    #expect(outcome.failure?.line == 1)
  }

  @Test func `names what took the place of a contact's label`() throws {
    let outcome = try run("message.contact.set_label('x')")
    let message = try #require(outcome.failure?.message)
    #expect(message.contains("public_status is") && message.contains("set_note writes"))
  }

  @Test func `does not let a rule use an object of an earlier event`() throws {
    let bot = try load(
      """
      on("message", function(message)
        if old then old:reply("again") end
        old = message
      end)
      """)
    #expect(bot.hear("one").failure == nil)
    #expect(bot.hear("two").failure?.message == "this object belongs to an earlier event")
  }
}
