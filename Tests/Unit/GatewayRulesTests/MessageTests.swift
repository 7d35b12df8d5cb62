import Foundation
import GatewayCore
import GatewayRules
import Testing

@Suite struct `A message` {
  @Test func `shows what is known of it and of its contact`() throws {
    let bot = try load(
      """
      on("message", function(m)
        local c = m.contact
        m:reply(json.encode({ m.id, m.text, m.kind, m.time, m.first }))
        m:reply(json.encode({ c.codename, c.name, c.public_status == nil, c.online, c.first_seen, c.state }))
        m:reply(c.key)
      end)
      """)
    #expect(
      bot.hear("hi").replies == [
        #"[7,"hi","text",1767607200,true]"#,
        #"["amber-heron","Alice",true,false,1767607200,"accepted"]"#,
        String(repeating: "A1", count: 32),
      ])
    #expect(bot.hear("hi", state: FixedState(messageCount: 1)).replies[0].hasSuffix("false]"))
  }

  @Test func `is kept once, however often a rule says so`() throws {
    #expect(try run("message:keep() message:keep()").effects == [.keep])
  }

  @Test func `cannot be changed, nor answered with nothing`() throws {
    #expect(
      try run("message.text = 'x'").failure?.message == "'text' of a message cannot be set")
    #expect(try run("message:reply('')").failure?.message == "a reply needs a text")
    #expect(
      try run("message:reply({})").failure?.message == "a reply must be a text, not a table")
    #expect(
      try run("message.reply('x')").failure?.message == "this is called with a ':' on a message")
  }

  @Test func `with bytes that are no UTF-8 becomes valid text wherever it leaves`() throws {
    let bot = try load(
      """
      webhook "desk" { url = "https://desk.example" }
      on("message", function(message)
        local broken = message.text:sub(1, 1) .. "\\xFF\\xC3\\0"
        message:reply(broken)
        message:forward("desk", { [broken] = broken })
        message.contact:set_note(broken)
        store.set(broken, broken)
        log(broken)
      end)
      """)
    let outcome = bot.hear("ä")
    #expect(outcome.failure == nil)
    #expect(outcome.effects.count == 5)
    let body = try #require(outcome.bodies.first)
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(body.utf8)) }
  }
}

extension RuleOutcome {
  /// What webhooks are told of.
  var events: [WebhookEvent] {
    effects.compactMap { if case .deliver(let event, _, _) = $0 { event } else { nil } }
  }

  /// The same as JSON.
  var bodies: [String] { events.map(\.json) }
}

@Suite struct `A forward` {
  private func forward(_ arguments: String, text: String = "hi", send: String = "full") throws
    -> RuleOutcome
  {
    let bot = try load(
      """
      webhook "desk" { url = "https://desk.example", send = "\(send)" }
      on("message", function(message) message:forward(\(arguments)) end)
      """)
    return bot.hear(text)
  }

  @Test func `holds the message and the contact, but not the key`() throws {
    let outcome = try forward(#""desk""#)
    #expect(
      outcome.bodies == [
        #"{"type":"message","timestamp":"2026-01-05T10:00:00.000Z","data":{"id":7,"#
          + #""contact":{"codename":"amber-heron","name":"Alice","public_status":null},"#
          + #""kind":"text","text":"hi","time":"2026-01-05T10:00:00.000Z"},"version":1}"#
      ])
    #expect(
      outcome.effects == [
        .deliver(.message(.text("hi"), at: .monday), to: "desk", contact: Contact.alice.key)
      ])
  }

  @Test func `holds what the rule adds, with sorted keys`() throws {
    let table = try forward(#""desk", { b = 1, a = { 1.5, true, "x" }, c = { d = {} } }"#)
    #expect(table.bodies[0].contains(#","extra":{"a":[1.5,true,"x"],"b":1,"c":{"d":{}}}},"ver"#))
    #expect(try forward(#""desk", "urgent""#).bodies[0].contains(#","extra":"urgent"},"ver"#))
  }

  @Test func `escapes whatever the text holds`() throws {
    let text = "\"\\\n\r\t\u{0}\u{1F}\u{7F}</script>\u{2028}👩‍🚀"
    let body = try #require(try forward(#""desk""#, text: text).bodies.first)
    let decoded = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
    let data = decoded?["data"] as? [String: Any]
    #expect(data?["text"] as? String == text)
  }

  @Test func `as a notice tells neither content, identity nor time, and leaves later`() throws {
    let bot = try load(
      """
      webhook "desk" { url = "https://desk.example", send = "notice" }
      on("message", function(message) message:forward("desk") end)
      """)
    let late = UnixMilliseconds.monday.advanced(byMilliseconds: 3_599_999)
    let outcome = bot.handle(.message(.text("hi")), state: FixedState(), now: late)
    #expect(
      outcome.bodies == [
        #"{"type":"notice","timestamp":"2026-01-05T10:00:00.000Z","data":{},"version":1}"#
      ])
    #expect(outcome.effects == [.deliver(.notice(at: .monday), to: "desk", contact: nil)])
    #expect(bot.configuration.webhooks.first?.delay == 300_000)
    #expect(
      try forward(#"("desk"), { a = 1 }"#, send: "notice").failure?.message
        == #"webhook "desk" sends notices, which hold nothing of a message"#)
  }

  @Test func `as a message holds what was written, and nothing else of its contact`() throws {
    let outcome = try forward(#""desk""#, send: "message")
    #expect(
      outcome.bodies == [
        #"{"type":"message","timestamp":"2026-01-05T10:00:00.000Z","data":{"id":7,"contact":{},"#
          + #""kind":"text","text":"hi","time":"2026-01-05T10:00:00.000Z"},"version":1}"#
      ])
    guard case .deliver(_, "desk", Contact.alice.key)? = outcome.effects.first else {
      Issue.record("it does not leave in the contact's order")
      return
    }
  }

  @Test func `as a thin one names the message and its contact, and holds nothing of them`() throws {
    #expect(
      try forward(#""desk""#, text: "secret", send: "thin").bodies == [
        #"{"type":"message","timestamp":"2026-01-05T10:00:00.000Z","data":{"id":7,"contact":{}},"#
          + #""version":1}"#
      ])
  }

  @Test(arguments: ["message", "thin"])
  func `takes nothing that a rule adds where less than all is sent`(send: String) throws {
    #expect(
      try forward(#"("desk"), { a = 1 }"#, send: send).failure?.message
        == #"webhook "desk" sends "\#(send)", which takes nothing that a rule adds"#)
  }

  @Test(arguments: [
    ("full", "key", #"{"codename":"amber-heron","name":"Alice","public_status":null,"key":"KEY"}"#),
    ("full", "pseudonym", "{}"), ("message", "codename", #"{"codename":"amber-heron"}"#),
    ("thin", "key", #"{"codename":"amber-heron","key":"KEY"}"#),
  ])
  func `calls the contact what its webhook asks for`(
    send: String, contact: String, shown: String
  ) throws {
    let body = try forward(#""desk""#, send: #"\#(send)", contact = "\#(contact)"#).bodies[0]
    let key = String(repeating: "A1", count: 32)
    #expect(body.contains(#""contact":\#(shown.replacing("KEY", with: key))"#))
  }

  @Test func `to an unknown webhook is an error that names those there are`() throws {
    #expect(
      try forward(#""dekk""#).failure?.message
        == #"there is no webhook "dekk"; there are "desk""#)
  }

  @Test(arguments: [
    Expression("{ f = print }", "the table holds a function"),
    Expression("{ m = message }", "a message has no JSON; name its fields"),
    Expression("{ n = 1/0 }", "JSON has no number inf"),
    Expression("{ [{}] = 1 }", "a table cannot be a key in JSON"),
    Expression("print", "a function cannot be given here"),
  ])
  func `refuses what has no JSON`(_ expression: Expression) throws {
    #expect(try forward("\"desk\", \(expression.code)").failure?.message == expression.result)
  }
}
