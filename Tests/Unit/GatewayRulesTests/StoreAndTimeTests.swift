import GatewayCore
import GatewayRules
import Testing

@Suite struct `The store` {
  @Test func `keeps texts, numbers and booleans, and reads them back in the same event`() throws {
    let outcome = try run(
      """
      store.set("t", "x\\n\\"") store.set("i", 7) store.set("n", 1.5) store.set("b", false)
      reply(store.get("t")) reply(store.get("i") + 1) reply(store.get("n")) reply(store.get("b"))
      store.set("i", nil) reply(store.get("i"))
      """)
    #expect(outcome.replies == ["x\n\"", "8", "1.5", "false", "nil"])
    #expect(outcome.effects[0] == .store(key: "bot/t", value: #""x\n\"""#))
  }

  @Test func `reads what is committed`() throws {
    let bot = try load("on('message', function(m) m:reply(store.get('n') + 1) end)")
    #expect(bot.hear("x", state: FixedState(values: ["bot/n": "41"])).replies == ["42"])
  }

  @Test func `keeps each contact's values apart from the bot's`() throws {
    let outcome = try run(
      "message.contact:set('k', 1) store.set('k', 2) reply(message.contact:get('k'))")
    let key = String(repeating: "A1", count: 32)
    #expect(outcome.effects[0] == .store(key: "contact/\(key)/k", value: "1"))
    #expect(outcome.effects[1] == .store(key: "bot/k", value: "2"))
    #expect(outcome.replies == ["1"])
  }

  @Test func `refuses tables and very long texts`() throws {
    #expect(
      try run("store.set('k', {})").failure?.message
        == "a text, number or boolean can be kept, not a table")
    #expect(
      try run("store.set('k', ('x'):rep(70000))").failure?.message
        == "a stored value has at most 65536 bytes")
    for code in ["store.set(k, 1)", "store.get(k)", "message.contact:set(k, 1)"] {
      #expect(
        try run("local k = ('x'):rep(1025) \(code)").failure?.message
          == "a key has at most 1024 bytes")
    }
  }

  @Test func `keeps so many values and not one more, counting what the event itself changes`()
    throws
  {
    let full = FixedState(values: ["bot/old": "1"], valueCount: 100_000)
    let bot = try load(
      """
      on("message", function(m)
        store.set("old", 2)
        m:reply(select(2, pcall(store.set, "new", 1)))
        m:reply(select(2, pcall(m.contact.set, m.contact, "new", 1)))
        store.set("old", nil) store.set("new", 1) store.set("new", 2)
        m:reply(select(2, pcall(store.set, "old", 3)))
      end)
      """)
    let outcome = bot.hear("x", state: full)
    #expect(outcome.replies.count == 3)
    #expect(outcome.replies.allSatisfy { $0.hasSuffix("a bot keeps 100000 values at most") })
    let kept = outcome.effects.filter { if case .store = $0 { true } else { false } }
    #expect(
      kept == [
        .store(key: "bot/old", value: "2"), .store(key: "bot/old", value: nil),
        .store(key: "bot/new", value: "1"), .store(key: "bot/new", value: "2"),
      ])
  }
}

@Suite struct `Time` {
  @Test(arguments: [
    Expression("now()", "1767607200"),
    Expression("date()", "2026-01-05 10:00"),
    Expression(
      "date('%A %d %B %Y, %H:%M:%S %a %b %% %q')", "Monday 05 January 2026, 10:00:00 Mon Jan % %q"
    ),
    Expression("date('%a %H:%M', 14)", "Tue 00:00"),
    Expression("date('%H:%M', 5.5)", "15:30"),
    Expression("date('%a %H:%M', -11)", "Sun 23:00"),
    Expression(
      "json.encode(clock(1))",
      #"{"day":5,"hour":11,"minute":0,"month":1,"second":0,"weekday":1,"year":2026}"#),
  ])
  func `is that of the event, in any offset`(_ expression: Expression) throws {
    #expect(try run("reply(\(expression.code))").replies == [expression.result])
  }

  @Test func `sets and cancels timers`() throws {
    let outcome = try run(
      "timer('a', 1.5) timer('b', 60, 'x', message.contact) cancel('a') cancel('b', message.contact)"
    )
    let alice = Contact.alice.key
    #expect(
      outcome.effects == [
        .timer(name: "a", contact: nil, delay: 1_500, payload: ""),
        .timer(name: "b", contact: alice, delay: 60_000, payload: "x"),
        .cancelTimer(name: "a", contact: nil), .cancelTimer(name: "b", contact: alice),
      ])
  }

  @Test func `sets so many timers and not one more, and may replace each`() throws {
    let bot = try load(
      """
      on("message", function(m)
        timer("old", 5, "", m.contact)
        m:reply(select(2, pcall(timer, "new", 5)))
        cancel("old", m.contact) timer("new", 5) timer("new", 6)
        m:reply(select(2, pcall(timer, "old", 5, "", m.contact)))
      end)
      """)
    let outcome = bot.hear("x", state: FixedState(timers: ["old"], timerCount: 10_000))
    #expect(outcome.failure == nil)
    #expect(outcome.replies.count == 2)
    #expect(outcome.replies.allSatisfy { $0.hasSuffix("a bot has 10000 timers at most") })
  }

  @Test func `refuses long names and payloads of timers`() throws {
    #expect(
      try run("timer(('x'):rep(1025), 1)").failure?.message
        == "a timer's name has at most 1024 bytes")
    #expect(
      try run("timer('x', 1, ('x'):rep(65537))").failure?.message
        == "a timer's payload has at most 65536 bytes")
  }

  @Test func `lets a second pass at least where timers set timers`() throws {
    let bot = try load("on('timer', function(t) timer(t.name, 0) timer('slow', 5) end)")
    let timer = RuleTimer(name: "t", contact: nil, payload: "")
    let outcome = bot.handle(.timer(timer), state: FixedState(), now: .monday)
    #expect(
      outcome.effects == [
        .timer(name: "t", contact: nil, delay: 1_000, payload: ""),
        .timer(name: "slow", contact: nil, delay: 5_000, payload: ""),
      ])
  }

  @Test(arguments: ["-1", "1e300", "0/0", "'soon'"])
  func `refuses delays that are none`(_ delay: String) throws {
    #expect(try run("timer('a', \(delay))").failure?.reason == .error)
  }
}

@Suite struct `JSON in rules` {
  @Test(arguments: [
    #"{"a":[1,2.5,-3,true,false,"x"],"b":{"c":"d"}}"#, "[]", #""ä\n""#, "0", "-0.5", "1e+20",
    #"[[[[1]]]]"#, "9223372036854775807",
  ])
  func `decodes and encodes`(_ text: String) throws {
    let outcome = try run("reply(json.encode(json.decode(message.text)))", text: text)
    #expect(outcome.replies == [text == "[]" ? "{}" : text])
  }

  @Test(arguments: [
    ("{[10] = 0, [9] = 0, [-1] = 0}", #"{"-1":0,"10":0,"9":0}"#),
    ("{[2] = 0, [1.5] = 0, a = 0, [true] = 0, B = 0}", #"{"1.5":0,"2":0,"B":0,"a":0,"true":0}"#),
    (
      "{1, nil, 3, nil, 5, nil, 7, nil, 9, nil, 11}",
      #"{"1":1,"11":11,"3":3,"5":5,"7":7,"9":9}"#
    ),
    (#"{["é"] = 1, ["e\u{301}"] = 2}"#, "{\"e\u{301}\":2,\"\u{e9}\":1}"),
  ])
  func `writes again what it wrote: a number as a key sorts like the text that it becomes`(
    _ table: String, _ text: String
  ) throws {
    let outcome = try run(
      "local text = json.encode(\(table)) reply(text) reply(json.encode(json.decode(text)))")
    #expect(outcome.replies.map { Array($0.utf8) } == [Array(text.utf8), Array(text.utf8)])
  }

  @Test(arguments: [("{[1] = 0, ['1'] = 0}", "1"), (#"{["\xff"] = 0, ["\xfe"] = 0}"#, "\u{FFFD}")])
  func `refuses a table of which two keys would be one`(_ table: String, _ key: String) throws {
    let outcome = try run("json.encode(\(table))")
    #expect(outcome.failure?.inFull.message == "two keys of a table are \"\(key)\" in JSON")
  }

  @Test(arguments: [
    (#""\u00e4\/\b\f\r\t""#, "ä/\u{8}\u{C}\r\t"), (#""\ud83d\ude80""#, "🚀"),
    (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
    (#""\ude80""#, "\u{FFFD}"),
  ])
  func `decodes escapes`(_ text: String, _ result: String) throws {
    #expect(try run("log(json.decode(message.text))", text: text).effects == [.log(result)])
  }

  @Test(arguments: [
    ("", 1), ("{", 2), ("[1,]", 4), ("[1 2]", 4), ("{\"a\" 1}", 6), ("{a:1}", 2), ("01", 3),
    ("1.", 3), ("-", 2), ("tru", 1), ("\"a", 3), ("\"\\x\"", 3), ("\"\\u12\"", 4),
    ("[1]]", 4), ("nul", 1), ("+1", 1), ("1e", 3), ("'a'", 1),
  ])
  func `refuses what is no JSON, and names the place but not the text`(_ text: String, _ place: Int)
    throws
  {
    let outcome = try run("json.decode(message.text)", text: text)
    #expect(outcome.failure?.message == "not JSON at byte \(place)")
  }

  @Test func `does not follow endless nesting`() throws {
    let outcome = try run("json.decode(('['):rep(100000))")
    #expect(outcome.failure?.message == "the JSON is nested too deeply")
  }
}
