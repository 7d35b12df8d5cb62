import GatewayCore
import GatewayRules
import Testing

/// Where a bomb may go off, besides in a message's handler.
enum BombPlace: String, CaseIterable, Sendable {
  case loading, command, timer, request

  var event: RuleEvent {
    switch self {
    case .loading, .command: .message(.text("trap"))
    case .timer: .timer(RuleTimer(name: "t", contact: .alice, payload: ""))
    case .request: .contactRequest(.alice, text: "please")
    }
  }

  /// A bot that has the bomb here, and answers any message with "fine".
  func source(_ bomb: Bomb) -> String {
    let trap = "function() do \(bomb.body) end end"
    let hook =
      switch self {
      case .loading: "do \(bomb.body) end"
      case .command: "command('trap', '', \(trap))"
      case .timer: "on('timer', \(trap))"
      case .request: "on('request', \(trap))"
      }
    return """
      on("message", function(message) message:reply("fine") end)
      \(hook)
      """
  }
}

@Suite struct `A bomb` {
  static let budget = RuleBudget(
    instructions: 1_000_000, milliseconds: 500, memoryBytes: 4 << 20, blockBytes: 1 << 20)

  @Test(arguments: BombPlace.allCases, Bomb.endless + Bomb.hungry)
  func `goes off alone, wherever it lies, and the next contact is answered`(
    _ place: BombPlace, _ bomb: Bomb
  ) throws {
    let source = place.source(bomb)
    let start = ContinuousClock.now
    if place == .loading {
      #expect(throws: RuleFailure.self) { try load(source, budget: Self.budget) }
    } else {
      let bot = try load(source, budget: Self.budget)
      let outcome = bot.handle(place.event, state: FixedState(), now: .monday)
      #expect(outcome.failure != nil)
      #expect(outcome.failure?.line == 2)
      #expect(bot.hear(by: .bob).replies == ["fine"])
    }
    #expect(start.duration(to: .now) < .seconds(3), "it has to end soon")
  }

  @Test func `in the parser ends as well`() {
    let chain = String(repeating: "elseif x then\n", count: 70_000)
    let start = ContinuousClock.now
    #expect {
      try load("local x\nif x then\n\(chain)end", budget: .standard)
    } throws: { error in
      [.timeBudget, .instructionBudget].contains((error as? RuleFailure)?.reason)
    }
    #expect(start.duration(to: .now) < .seconds(5))
  }

  @Test(arguments: [
    "local x <close> = value error('y')",
    "for _ in function() return 1 end, nil, nil, value do error('y') end",
  ])
  func `that would go off where variables are closed finds none to close`(_ body: String) throws {
    // Each error would close two more, and so on down to the depth of the stack.
    let bot = try load(
      """
      local m = {}
      local value = setmetatable({}, m)
      m.__close = function() local a <close> = value local b <close> = value error("x") end
      on("message", function(message)
        if message.text == "fine" then return message:reply("fine") end
        \(body)
      end)
      """)
    let failure = try #require(bot.hear("go").failure)
    #expect(failure.message.hasSuffix("got a non-closable value"))
    #expect(bot.hear("fine").replies == ["fine"])
  }

  @Test func `of memory leaves nothing behind for the events after it`() throws {
    let others = (1...20).map { "command('c\($0)', '', function(m) m:reply(m.words[1]) end)" }
    let bot = try load(
      """
      command("mem", "", function()
        local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end
      end)
      command("long", "", function(message) message:reply(("long "):rep(2000)) end)
      \(others.joined(separator: "\n"))
      """)
    for _ in 1...3 {
      #expect(bot.hear("mem").failure?.reason == .memoryBudget)
      for _ in 1...6 { #expect(bot.hear("long").replies.first?.utf8.count == 10_000) }
    }
  }
}

@Suite struct `Metatables` {
  @Test func `are taken over when they are set, and shown as the script made them`() throws {
    let outcome = try run(
      """
      local Point = {}
      Point.__index = Point
      function Point.new(x) return setmetatable({ x = x }, Point) end
      function Point.__add(a, b) return Point.new(a.x + b.x) end
      function Point:double() return self + self end
      local point = Point.new(2):double()
      reply(point.x)
      reply(getmetatable(point) == Point)
      Point.__tostring = function(p) return "Point " .. p.x end
      reply(tostring(point):sub(1, 6))
      reply(Point.new(1)) reply(point)
      setmetatable(point, nil)
      reply(getmetatable(point))
      """)
    #expect(
      outcome.replies == ["4", "true", "table:", "Point 1", "Point 4", "nil"])
  }

  @Test func `can be protected`() throws {
    let outcome = try run(
      """
      local locked = setmetatable({}, { __metatable = "locked" })
      reply(getmetatable(locked))
      setmetatable(locked, {})
      """)
    #expect(outcome.failure?.message == "cannot change a protected metatable")
    let shown = try run("reply(getmetatable(setmetatable({}, { __metatable = 'locked' })))")
    #expect(shown.replies == ["locked"])
  }

  @Test func `have functions for __call: Lua would walk a chain of them without a budget`() throws {
    let outcome = try run("local m = {} m.__call = setmetatable({}, m) setmetatable({}, m)")
    #expect(outcome.failure?.message == "a metatable's __call must be a function")
    let late = try run("local m = {} local t = setmetatable({}, m) m.__call = t t()")
    #expect(late.failure?.message == "attempt to call a table value (local 't')")
  }
}
