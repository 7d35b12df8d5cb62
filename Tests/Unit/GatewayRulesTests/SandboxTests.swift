import GatewayCore
import GatewayRules
import Testing

@Suite struct `The sandbox` {
  @Test(arguments: [
    "os", "io", "debug", "load", "loadstring", "loadfile", "dofile", "require", "package",
    "coroutine", "collectgarbage", "xpcall", "warn", "string.dump", "string.pack",
    "string.unpack", "math.randomseed",
  ])
  func `has no way out of the machine`(_ name: String) throws {
    #expect(try run("reply(\(name) == nil)").replies == ["true"])
  }

  @Test(arguments: [
    ("os.time()", "now()"), ("io.open('x')", "store.set()"), ("require('x')", "one file"),
    ("profil {}", "perhaps profile is meant"),
    ("load('x')()", "one file"), ("dofile('x')", "one file"), ("coroutine.wrap()", "no such"),
  ])
  func `says what there is instead of what other programs have`(_ body: String, _ words: String)
    throws
  {
    let failure = try #require(try run(body).failure)
    #expect(failure.message.contains("(global '") && failure.message.contains(words))
    #expect(throws: RuleFailure.self) { try load(body) }
    #expect(try #require(run("nothing()").failure).message.hasSuffix("(global 'nothing')"))
  }

  @Test func `looks up no secret that a message names`() throws {
    var asked: [String] = []
    let bot = try Bot(
      source: """
        local known = secret "KNOWN"
        on("message", function(message) secret(message.text) end)
        """, file: "bots/trial.lua",
      environment: BotEnvironment { name in
        asked.append(name)
        return "value"
      })
    let outcome = bot.hear("PATH")
    #expect(outcome.failure?.message == "secret belongs at the top of the file")
    #expect(asked == ["KNOWN"])
  }

  @Test func `skips a first line that is for the system, and counts it`() throws {
    let bot = try load("#!/usr/bin/env -S postern run\non('message', function() error('x', 0) end)")
    #expect(bot.hear("hello").failure?.line == 2)
    _ = try load("#")
    #expect(throws: RuleFailure.self) { try load("\n# no comment") }
  }

  @Test func `loads text only, never compiled code`() {
    #expect(throws: RuleFailure.self) { try load("\u{1B}Lua") }
  }

  @Test(arguments: ["__gc", "__len", "__close", "__mode"])
  func `refuses metatables that run inside the collector`(_ key: String) throws {
    let outcome = try run("setmetatable({}, {\(key) = function() end})")
    #expect(outcome.failure?.message == "a metatable must not have \(key)")
  }

  @Test func `keeps the texts' metatable and the objects' metatables to itself`() throws {
    let outcome = try run("reply(getmetatable('')) reply(getmetatable(message))")
    #expect(outcome.replies == ["false", "false"])
  }

  @Test func `gives texts the guarded functions as methods`() throws {
    let outcome = try run("reply(('x').rep == string.rep) reply(('ab'):rep(3, '-'))")
    #expect(outcome.replies == ["true", "ab-ab-ab"])
  }

  @Test func `catches ordinary errors with pcall`() throws {
    let outcome = try run(
      """
      local ok, problem = pcall(error, "no", 0)
      reply(ok) reply(problem)
      reply(select("#", pcall(function() return 1, 2, 3 end)))
      """)
    #expect(outcome.replies == ["false", "no", "4"])
  }

  @Test func `reports an error that is not a text without running anything of it`() throws {
    let outcome = try run(
      "error(setmetatable({}, {__tostring = function() while true do end end}))")
    #expect(outcome.failure?.reason == .error)
    #expect(outcome.failure?.message == "the error is not a text but a table")
  }

  @Test func `survives errors that a host function raises, again and again`() throws {
    let bot = try load(
      """
      on("message", function(message)
        for i = 1, 100 do
          pcall(message.reply, message, {})
          pcall(message.forward, message, "nowhere", { a = { b = { "deep" } } })
          pcall(json.decode, "{")
          pcall(json.encode, { f = function() end })
          pcall(message.reply, "not a message")
          pcall(message.reply)
        end
        message:reply("still here")
      end)
      """)
    for _ in 1...20 { #expect(bot.hear("go").replies == ["still here"]) }
  }

  @Test func `refuses a table that holds itself`() throws {
    let outcome = try run("local t = {} t.t = t json.encode(t)")
    #expect(outcome.failure?.message == "the table is nested too deeply, or holds itself")
  }

  @Test func `lets no width of a format run away`() throws {
    #expect(try run("('%99999d'):format(1)").failure?.reason == .error)
  }
}
