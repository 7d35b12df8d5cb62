import GatewayCore
import GatewayRules
import Testing

/// A script that would not end, or would take all memory, if nothing stopped it.
struct Bomb: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// Runs in the third line of the file.
  let body: String

  init(_ name: String, _ body: String) {
    testDescription = name
    self.body = body
  }

  static let endless = [
    Bomb("an endless loop", "while true do end"),
    Bomb(
      "an endless loop under pcall", "while true do pcall(function() while true do end end) end"),
    Bomb(
      "pcall of pcall", "pcall(pcall, pcall, function() while true do end end) while true do end"),
    Bomb("error handling that loops", "while true do pcall(error, {}) end"),
    Bomb(
      "a pattern that backtracks", "(('a'):rep(60)):find(('a?'):rep(60) .. ('a'):rep(60) .. 'b')"),
    Bomb("greedy repeats", "(('a'):rep(5000)):match('.*.*.*.*b')"),
    Bomb("lazy repeats", "(('a'):rep(5000)):match('.-.-.-.-b')"),
    Bomb("gsub over a backtracking pattern", "(('a'):rep(20000)):gsub('a*a*b', '')"),
    Bomb(
      "gmatch over a backtracking pattern", "for _ in (('a'):rep(20000)):gmatch('a*a*b') do end"),
    Bomb("balanced texts that never close", "(('('):rep(20000)):gsub('%b()', '')"),
    Bomb("back references", "(('a'):rep(20000)):find('(a*)%1%1b')"),
    Bomb("a gsub callback that loops", "('abc'):gsub('.', function() while true do end end)"),
    Bomb("gsub in a loop", "local s = ('a'):rep(1000) while true do s:gsub('a', 'b') end"),
    Bomb(
      "plain find in a loop", "local s = ('a'):rep(1000000) while true do s:find('b', 1, true) end"),
    Bomb(
      "a sort of long texts that compare alike",
      "local s = ('a'):rep(1000000) local t = {} for i = 1, 9999 do t[i] = s end table.sort(t)"),
    Bomb(
      "a sort whose comparator loops", "table.sort({3, 2, 1}, function() while true do end end)"),
    Bomb(
      "a sort in a loop",
      "local t = {} for i = 1, 9999 do t[i] = -i end while true do table.sort(t) end"),
    Bomb("table.move over 2^60 elements", "table.move({1}, 1, 2000000000, 2)"),
    Bomb("table.insert at the front", "local t = {} while true do table.insert(t, 1, 1) end"),
    Bomb(
      "table.concat of nothing",
      "local t = {} for i = 1, 9999 do t[i] = '' end while true do table.concat(t) end"),
    Bomb("upper in a loop", "local s = ('a'):rep(1000000) while true do local _ = s:upper() end"),
    Bomb(
      "reverse in a loop", "local s = ('a'):rep(1000000) while true do local _ = s:reverse() end"),
    Bomb(
      "format in a loop",
      "local s = ('a'):rep(1000000) while true do local _ = ('%s%s'):format('', s) end"),
    Bomb("join in a loop", "local s = ('a'):rep(500000) while true do local _ = s .. 'x' end"),
    Bomb("utf8.len in a loop", "local s = ('a'):rep(1000000) while true do utf8.len(s) end"),
    Bomb("tonumber in a loop", "local s = (' '):rep(1000000) while true do tonumber(s) end"),
    Bomb(
      "json.decode in a loop",
      "local s = '[' .. ('1,'):rep(50000) .. '1]' while true do json.decode(s) end"),
    Bomb(
      "json.encode in a loop",
      "local t = {} for i = 1, 5000 do t[i] = i end while true do json.encode(t) end"),
    Bomb(
      "a __tostring that loops",
      "tostring(setmetatable({}, {__tostring = function() while true do end end}))"),
    Bomb(
      "an __index chain that loops",
      "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) pcall(function() return t[1] end) while true do end"
    ),
    Bomb(
      "an __index function that loops",
      "local t = setmetatable({}, {__index = function() while true do end end}) return t.x"),
    Bomb(
      "an __eq that loops",
      "local m = {__eq = function() while true do end end} return setmetatable({}, m) == setmetatable({}, m)"
    ),
    Bomb(
      "a __concat that loops",
      "return setmetatable({}, {__concat = function() while true do end end}) .. 'x'"),
    Bomb("log in a loop", "while true do pcall(log, 'x') end"),
    Bomb("a goto", "::again:: goto again"),
    Bomb("a for loop of 2^53 steps", "for i = 1, 2^53 do end"),
    Bomb(
      "a pattern of a megabyte of classes",
      "local p = '[' .. ('%a'):rep(500000) .. ']' while true do pcall(string.find, 'a', p) end"),
    Bomb(
      "the largest of thousands of texts that are numbers",
      "local s = (' '):rep(1000000) .. '1' local function f(n, ...) if n == 0 then return math.max(...) end return f(n - 1, s, s, s, s, s, s, s, s, s, s, ...) end while true do pcall(f, 1000) end"
    ),
    Bomb(
      "a full heap that is collected again and again",
      "local t = {} for i = 1, 165 do t[i] = {} for j = 1, 1000 do t[i][j] = {} end end while true do local _ = {} end"
    ),
    Bomb(
      "a table full of emptied tables in a loop of log",
      "local h = {} for i = 1, 30000 do h['k' .. i] = i end for k in pairs(h) do h[k] = nil end local t = {} for i = 1, 6000 do t[i] = h end while true do pcall(log, t) end"
    ),
    Bomb("calls that double", "local function f() pcall(f) pcall(f) end f()"),
    Bomb(
      "gsub inside gsub's callback, doubling",
      "local function f() pcall(string.gsub, 'ab', '.', f) end f()"),
    Bomb(
      "ephemerons in random order",
      "local m, keys, order, all = {}, {}, {}, {} for i = 1, 20000 do keys[i] = {} order[i] = i end for i = 20000, 2, -1 do local j = math.random(i) order[i], order[j] = order[j], order[i] end for i = 1, 20000 do local k = order[i] all[k] = setmetatable({[keys[k]] = keys[k % 20000 + 1]}, m) end m.__mode = 'k' keys = keys[1] while true do local _ = {} end"
    ),
    Bomb(
      "next over emptied tables",
      "local t = {} for i = 1, 60000 do t[i] = i end for i = 1, 60000 do t[i] = nil end while true do next(t) end"
    ),
  ]

  static let hungry = [
    Bomb("a text that doubles", "local s = 'a' while true do s = s .. s end"),
    Bomb(
      "a text that doubles, under pcall",
      "local s = 'a' while true do pcall(function() s = s .. s end) end"),
    Bomb("a table that grows", "local t = {} while true do t[#t + 1] = {} end"),
    Bomb(
      "tables under pcall", "local t = {} while true do pcall(function() t[#t + 1] = {} end) end"),
    Bomb("rep of 2^60", "('a'):rep(1 << 60)"),
    Bomb("rep with a separator", "('a'):rep(1 << 40, (','):rep(1000))"),
    Bomb("rep of rep", "(('a'):rep(100000)):rep(100000)"),
    Bomb("a recursion", "local function f() return 1 + f() end f()"),
    Bomb(
      "a recursion under pcall",
      "local function f() local x = f() return x end while true do pcall(f) end"),
    Bomb("gsub that grows its text", "local s = 'aa' while true do s = s:gsub('a', 'aa') end"),
    Bomb("gsub with a long replacement", "(('a'):rep(10000)):gsub('a', ('b'):rep(10000))"),
    Bomb(
      "concat of long texts",
      "local s = ('a'):rep(100000) table.concat({s, s, s, s, s, s, s, s, s, s, s, s})"),
    Bomb("format of long texts", "local s = ('a'):rep(900000) local _ = ('%s%s'):format(s, s)"),
    Bomb(
      "many captures",
      "local t = {} for w in (('a'):rep(1000000)):gmatch('()') do t[#t + 1] = {w} end"),
    Bomb("many closures", "local t = {} while true do t[#t + 1] = function() return t end end"),
    Bomb(
      "string.char and byte",
      "local t = {} while true do t[#t + 1] = (('a'):rep(1000)):upper() .. #t end"),
  ]
}

@Suite struct `What the budgets stop` {
  static let budget = RuleBudget(milliseconds: 2_000)

  private func bot(_ bomb: Bomb, _ budget: RuleBudget) throws -> Bot {
    try load(
      """
      on("message", function(message)
        if message.text == "fine" then return message:reply("fine") end
        do \(bomb.body) end
      end)
      """, budget: budget)
  }

  private func explode(_ bomb: Bomb, _ budget: RuleBudget) throws -> RuleFailure {
    let bot = try bot(bomb, budget)
    let start = ContinuousClock.now
    let outcome = bot.hear("go")
    #expect(start.duration(to: .now) < .seconds(5), "it has to end soon")
    #expect(outcome.effects == [.keep])
    #expect(bot.hear("fine").replies == ["fine"], "the machine has to be usable afterwards")
    return try #require(outcome.failure)
  }

  @Test(arguments: Bomb.endless)
  func `ends what does not end, and says where`(_ bomb: Bomb) throws {
    let failure = try explode(bomb, Self.budget)
    #expect([.instructionBudget, .timeBudget].contains(failure.reason), "\(failure.message)")
    #expect(failure.line == 3)
    #expect(failure.file == "bots/trial.lua")
  }

  @Test(arguments: Bomb.hungry)
  func `ends what takes all memory, and says where`(_ bomb: Bomb) throws {
    let failure = try explode(bomb, .patient)
    #expect([.instructionBudget, .memoryBudget].contains(failure.reason), "\(failure.message)")
    #expect(failure.line == 3)
  }

  @Test(arguments: [
    "on('message', function() local function f() string.gsub('a', 'a', f) end f() end)",
    "on('message', function() local t t = setmetatable({}, {__tostring = function() return tostring(t) end}) tostring(t) end)",
  ])
  func `limits how deeply C functions and the parser nest`(_ source: String) throws {
    let bot = try load(source)
    for _ in 1...3 { #expect(bot.hear("go").failure?.reason == .error) }
    #expect(throws: RuleFailure.self) {
      try load("local x = " + String(repeating: "(", count: 100_000))
    }
  }

  @Test func `ends an endless loop while the file is loaded`() {
    #expect {
      try load("local x = 1\nwhile true do end")
    } throws: { error in
      let failure = error as? RuleFailure
      return failure?.reason == .instructionBudget && failure?.line == 2
    }
  }

  @Test func `ends a rule that takes too long in real time`() throws {
    let bot = try load(
      "on('message', function() while true do end end)",
      budget: RuleBudget(instructions: .max / 2, milliseconds: 20))
    #expect(bot.hear("go").failure?.reason == .timeBudget)
  }

  @Test func `gives each event its full budget`() throws {
    let bot = try load(
      "on('message', function() for i = 1, 40000 do end end)",
      budget: RuleBudget(instructions: 100_000))
    for _ in 1...20 { #expect(bot.hear("go").failure == nil) }
  }

  @Test func `stays within its memory over many failures`() throws {
    let bot = try load(
      "on('message', function() local t = {} while true do t[#t + 1] = {} end end)",
      budget: RuleBudget(memoryBytes: 2 << 20))
    for _ in 1...50 { #expect(bot.hear("go").failure?.reason == .memoryBudget) }
  }

  @Test func `lets garbage come and go, however much of it`() throws {
    let body = """
      local kept = {} for i = 1, 60000 do kept[i] = {} end
      for i = 1, 150 do local text = ("x"):rep(60000) .. i end
      for i = 1, 40000 do local _ = { i } end
      reply(#kept)
      """
    #expect(try run(body).replies == ["60000"])
  }
}
