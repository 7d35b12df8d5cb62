import GatewayCore
import GatewayRules
import Testing

/// Something that a bot's file can hang a function on, with the event that calls it.
enum HandlerKind: String, CaseIterable, Sendable {
  case message, command, contact, request, online, offline, call, file, invitation, timer

  /// Lua that calls `trap` in this handler alone, and answers other messages.
  var source: String {
    let hook =
      switch self {
      case .command: #"command("trap", "springs it", trap)"#
      case .message: #"on("message", function(m) if m.text ~= "fine" then trap() end end)"#
      default: #"on("\#(rawValue)", trap)"#
      }
    return """
      \(hook)
      on("message", function(message)
        if message.text == "fine" then message:reply("fine") end
      end)
      """
  }

  var event: RuleEvent {
    switch self {
    case .message, .command: .message(.text("trap"))
    case .contact: .contact(.alice)
    case .request: .contactRequest(.alice, text: "please")
    case .online: .presence(.alice, isOnline: true)
    case .offline: .presence(.alice, isOnline: false)
    case .call: .offer(.alice, .call(withVideo: false))
    case .file: .offer(.alice, .file(name: "a", size: 1, kind: 0))
    case .invitation: .offer(.alice, .invitation(name: "a"))
    case .timer: .timer(RuleTimer(name: "t", contact: .alice, payload: ""))
    }
  }

  /// What is left of the event when its rule fails.
  var effectsAfterFailure: [Effect] { self == .message || self == .command ? [.keep] : [] }
}

@Suite struct `A failure in any handler` {
  static let bombs = [
    Bomb("an error", "error('no')"),
    Bomb("an error that is a table", "error({})"),
    Bomb("an index of nil", "local t = nil; t.x = 1"),
    Bomb("an endless loop", "while true do end"),
    Bomb("a memory bomb", "local s = 'a' while true do s = s .. s end"),
    Bomb(
      "a pattern that backtracks", "(('a'):rep(60)):find(('a?'):rep(60) .. ('a'):rep(60) .. 'b')"),
    Bomb("a huge rep", "('a'):rep(1 << 50)"),
    Bomb("a deep recursion", "local function f() return 1 + f() end f()"),
    Bomb("effects before the error", "store.set('k', 'v') log('x') error('no')"),
  ]

  @Test(arguments: HandlerKind.allCases, bombs)
  func `leaves the next message handled and this one kept`(_ kind: HandlerKind, _ bomb: Bomb) throws
  {
    let bot = try load(
      """
      local function trap()
        do \(bomb.body) end
      end
      \(kind.source)
      """, budget: `What the budgets stop`.budget)
    for _ in 1...2 {
      let outcome = bot.handle(kind.event, state: FixedState(), now: .monday)
      #expect(outcome.failure != nil)
      #expect(outcome.effects == kind.effectsAfterFailure)
      #expect(bot.hear("fine").replies == ["fine"])
    }
  }

  /// More that must end, wherever it may be written.
  static let endings = [
    Bomb("unpack of 2^30", "table.unpack({}, 1, 1 << 30)"),
    Bomb("unpack of millions", "local t = {} t[1] = 1 select('#', table.unpack(t, 1, 8000000))"),
    Bomb("all bytes of a long text", "string.byte(('a'):rep(1000000), 1, -1)"),
    Bomb("a width of 99999", "('%99999d'):format(1)"),
    Bomb("a format with too little to say", "('%s %s'):format('x')"),
    Bomb("a format of a billion", "local s = ('%99d'):rep(10000) s:format(1)"),
    Bomb("a rep that multiplies", "local s = 'ab' for i = 1, 64 do s = s:rep(2) end"),
    Bomb("utf8.char in a loop", "local t = {} while true do t[#t + 1] = utf8.char(0x10ffff) end"),
    Bomb(
      "an __lt that loops",
      "local m = {__lt = function() while true do end end} return setmetatable({}, m) < setmetatable({}, m)"
    ),
    Bomb(
      "an __add that calls itself",
      "local m = {} m.__add = function(a, b) return a + b end return setmetatable({}, m) + 1"),
    Bomb(
      "a __call that calls itself",
      "local m = {} m.__call = function(f) return f() + 1 end setmetatable({}, m)()"),
    Bomb(
      "a __newindex that sets again",
      "local m = {} m.__newindex = function(t, k, v) t[k] = v end setmetatable({}, m).x = 1"),
    Bomb(
      "a __pairs that never ends",
      "for _ in pairs(setmetatable({}, {__pairs = function() return function() return 1 end end})) do end"
    ),
    Bomb(
      "ipairs over an __index that always has one",
      "for _ in ipairs(setmetatable({}, {__index = function() return 1 end})) do end"),
    Bomb("json of a table in itself", "local t = {} t.t = t json.encode(t)"),
    Bomb(
      "json of a deep table",
      "local t = {} for i = 1, 100000 do t = {t} end json.encode(t)"),
    Bomb("json nested deeply", "json.decode(('['):rep(100000))"),
    Bomb(
      "a sort that contradicts itself",
      "local t = {} for i = 1, 5000 do t[i] = i end table.sort(t, function() return true end) error('x')"
    ),
    Bomb(
      "a concat of numbers", "local t = {} for i = 1, 500000 do t[i] = i end table.concat(t, ',')"),
    Bomb("an insert far outside", "table.insert({}, 1 << 40, 1)"),
    Bomb("a gsub whose callback fails", "('abc'):gsub('.', function() error('x') end)"),
    Bomb(
      "a gsub whose callback answers with a table", "('abc'):gsub('.', function() return {} end)"),
    Bomb("a store that grows", "for i = 1, 100000 do store.set('k' .. i, ('v'):rep(1000)) end"),
    Bomb("replies without end", "while true do message:reply('x') end"),
  ]

  @Test(arguments: endings)
  func `that is odder still ends too`(_ bomb: Bomb) throws {
    let bot = try load(
      """
      on("message", function(message)
        if message.text == "fine" then return message:reply("fine") end
        do \(bomb.body) end
      end)
      """, budget: `What the budgets stop`.budget)
    let outcome = bot.hear("go")
    #expect(outcome.failure != nil)
    #expect(outcome.effects == [.keep])
    #expect(bot.hear("fine").replies == ["fine"])
  }
}
