import GatewayRules
import Testing

@Suite struct `Tests of bots` {
  private func run(_ source: String, bot: String = "") -> [BotTest.Result] {
    BotTest.run(source: source, file: "bots/a_test.lua") { $0 == "a.lua" ? bot : nil }
  }

  @Test func `tell which test failed, why, and in which line`() {
    let results = run(
      """
      test("is right", function() expect(1 + 1):equals(2) end)
      test("is wrong", function()
        expect({ a = { 1, 2 } }):equals({ a = { 1, 3 } })
      end)
      """)
    #expect(results.map(\.name) == ["is right", "is wrong"])
    #expect(results.map(\.passed) == [true, false])
    #expect(results[1].message == #"expected {"a":[1,3]}, not {"a":[1,2]}"#)
    #expect(results[1].line == 3)
    #expect(results[1].file == "bots/a_test.lua")
  }

  @Test func `report a rule that fails with the bot's file and line`() {
    let results = run(
      "test('talks', function() load_bot('a.lua'):contact('alice'):says('hi') end)",
      bot: """
        contacts { accept = "everyone" }
        on("message", function() error("broken") end)
        """)
    #expect(results.first?.message == "a.lua:2: broken")
    #expect(results.first?.passed == false)
  }

  @Test func `report a test file that cannot be loaded`() {
    let results = run("test(")
    #expect(results.count == 1)
    #expect(results.first?.passed == false)
    #expect(results.first?.line == 1)
  }

  @Test func `report a bot that is not there`() {
    let results = run("test('loads', function() load_bot('b.lua') end)")
    #expect(results.first?.message == "b.lua: there is no such file")
  }

  @Test func `report what was heard instead of what was expected`() {
    let results = run(
      """
      local function alice() return load_bot("a.lua"):contact("alice") end
      test("hears", function() local a = alice() a:says("x") a:hears("y") end)
      test("hears nothing", function() alice():hears("y") end)
      test("hears too much", function() local a = alice() a:says("x") a:hears_nothing() end)
      """,
      bot: """
        contacts { accept = "everyone" }
        on("message", function(message) message:reply(message.text) end)
        """)
    #expect(
      results.map(\.message) == [
        #"alice heard "x", not "y""#, "alice heard nothing", #"alice heard "x""#,
      ])
  }

  @Test(arguments: [
    ("bot:at('9999-12-31 23:59')", nil),
    ("bot:at('99999999999999-01-01')", "a time is written like 2026-01-05 10:00"),
    ("bot:at('2026-01-05 25:00')", "a time is written like 2026-01-05 10:00"),
    ("bot:advance(1e10)", "time goes forward, by ten years at most"),
    ("bot:advance(0/0)", "time goes forward, by ten years at most"),
  ])
  func `know times that are some, and no others`(_ code: String, _ message: String?) {
    let results = run("test('time', function() local bot = load_bot('a.lua') \(code) end)")
    #expect(results.map(\.message) == [message])
  }

  @Test func `end a test that does not end`() {
    let results = run("test('ends', function() while true do end end)")
    #expect(results.first?.passed == false)
  }
}
