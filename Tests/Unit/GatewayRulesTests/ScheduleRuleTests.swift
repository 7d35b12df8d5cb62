import GatewayCore
import GatewayRules
import Testing

/// Rules that run at times.
@Suite struct `Schedules of rules` {
  @Test func `are declared, and run with their time`() throws {
    let bot = try load(
      """
      every("1h", function(time) log("hourly " .. time) end)
      every("Mon-Fri  09:00", function() log("daily") end)
      at("2027-01-01 09:00", function() log("once") end)
      every("1h", function() log("again") end)
      """)
    let schedules = bot.configuration.schedules
    #expect(
      schedules.map(\.name) == [
        "every 1h", "every mon-fri 09:00 UTC", "at 2027-01-01 09:00 UTC", "every 1h #2",
      ])
    #expect(schedules[2].pattern == .once(UnixMilliseconds(1_798_794_000_000)))
    let logs = schedules.map { schedule in
      bot.handle(
        .schedule(ScheduledRun(schedule: schedule.name, due: .monday)), state: FixedState(),
        now: .monday
      ).effects
    }
    #expect(
      logs == [[.log("hourly 1767607200")], [.log("daily")], [.log("once")], [.log("again")]])
  }

  @Test(arguments: [
    (#"every("soon", print)"#, "the time of every must be an interval like \"1h\""),
    (#"every("0s", print)"#, "the time of every must be"),
    (#"every("367d", print)"#, "an interval of every is between \"1s\" and \"366d\""),
    (#"every("1h", print, { zone = "UTC" })"#, "an interval of every has no zone"),
    (#"every("1h", "print")"#, "what runs at the time must be a function, not a text"),
    (
      #"every("09:00", print, { zone = "Mars/Phobos" })"#, "zone of every is \"Mars/Phobos\", which"
    ),
    (#"every("09:00", print, { tz = "UTC" })"#, "every has no option 'tz'; it knows zone"),
    (#"at("tomorrow", print)"#, "the time of at is written like \"2027-01-01 09:00\""),
    (#"at("2027-02-30 09:00", print)"#, "the time of at is written like"),
    (#"for _ = 1, 101 do every("1h", print) end"#, "a bot has 100 schedules at most"),
  ])
  func `are refused with their line where they are none`(_ code: String, _ reason: String) {
    #expect {
      try load("-- \n" + code)
    } throws: { error in
      guard let failure = error as? RuleFailure else { return false }
      return failure.reason == .configuration && failure.line == 2
        && failure.message.contains(reason)
    }
  }

  @Test func `belong at the top of the file`() throws {
    #expect(
      try run(#"every("1h", print)"#).failure?.message == "every belongs at the top of the file")
  }
}

@Suite struct `Named timers` {
  private static let source = """
    on("timer", "remind", function(timer)
      log("remind", timer.data.what, timer.data.times, timer.name)
    end)
    on("message", function(message)
      after("10m", "remind", { what = "tea", times = 2 }, message.contact)
    end)
    """

  @Test func `carry data, and reach their handler`() throws {
    let bot = try load(Self.source)
    #expect(
      bot.hear("x").effects == [
        .timer(
          name: "remind", contact: Contact.alice.key, delay: 600_000,
          payload: #"{"times":2,"what":"tea"}"#)
      ])
    let timer = RuleTimer(
      name: "remind", contact: nil, payload: #"{"times":2,"what":"tea"}"#)
    #expect(
      bot.handle(.timer(timer), state: FixedState(), now: .monday).effects
        == [.log("remind tea 2 remind")])
    let other = RuleTimer(name: "other", contact: nil, payload: "no JSON")
    #expect(bot.handle(.timer(other), state: FixedState(), now: .monday).effects == [])
  }

  @Test func `have data only where it is some`() throws {
    let bot = try load("on('timer', function(t) log(t.data == nil, t.payload) end)")
    for (payload, line) in [("", "true "), ("no JSON", "true no JSON"), ("7", "false 7")] {
      let timer = RuleTimer(name: "t", contact: nil, payload: payload)
      #expect(
        bot.handle(.timer(timer), state: FixedState(), now: .monday).effects == [.log(line)])
    }
  }

  @Test(arguments: [
    (
      #"after("10m", function() end)"#, "after takes the name of a timer, since a function does not"
    ),
    (#"after("10m", "lost")"#, #"no handler takes the timer "lost": write on("timer", "lost", …)"#),
    (#"after("soon", "here")"#, #"the time of after is one like "10m", from "1s" to "366d""#),
    (#"after(10, "here")"#, "the time of after is one like"),
    (#"after("10m", "here", ("x"):rep(70000))"#, "a timer's data has at most 65536 bytes"),
  ])
  func `are refused with a reason`(_ code: String, _ reason: String) throws {
    let bot = try load(
      "on('timer', 'here', function() end) on('message', function(message) \(code) end)")
    #expect(bot.hear("x").failure?.inFull.message.hasPrefix(reason) == true)
  }

  @Test func `are of timers alone`() {
    #expect(throws: RuleFailure.self) { try load("on('message', 'x', function() end)") }
  }
}

@Suite struct `Time that a test moves` {
  private func run(_ source: String, bot: String) -> [BotTest.Result] {
    BotTest.run(source: source, file: "bots/a_test.lua") { $0 == "a.lua" ? bot : nil }
  }

  @Test func `runs schedules and named timers at their moments`() {
    let results = run(
      """
      test("runs", function()
        local bot = load_bot("a.lua")
        bot:advance(24 * 3600 - 1)
        expect(bot:logs()):equals({ "12:00 noon", "22:00 ten", "09:00 work", "09:10 later 7" })
        bot:advance(1)
        expect(#bot:logs()):equals(5)
        bot:at("2026-06-01 08:00")
        bot:advance(2 * 3600)
        expect(#bot:logs()):equals(7)
      end)
      """,
      bot: """
        every("mon-fri 09:00", function(time)
          log(date("%H:%M"), "work")
          after("10m", "later", 7)
        end)
        every("12h", function() log(date("%H:%M"), "ten") end)
        at("2026-01-05 12:00", function() log(date("%H:%M"), "noon") end)
        on("timer", "later", function(timer) log(date("%H:%M"), "later", timer.data) end)
        """)
    #expect(results.map(\.message) == [nil])
  }
}
