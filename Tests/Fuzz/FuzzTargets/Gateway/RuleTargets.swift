import GatewayCore
import GatewayRules

/// A bot's file: declarations, handlers, anything. Whatever it does ends; an event that fails keeps
/// its message and nothing else; and the next event is handled as if nothing had been.
@Sendable func runRules(_ bytes: [UInt8]) {
  let source = String(decoding: bytes, as: UTF8.self)
  guard let bot = try? Bot.load(source) else { return }
  let timer = RuleTimer(name: "t", contact: .stranger, payload: "p")
  let events: [RuleEvent] = [
    .contactRequest(.stranger, text: "hello"), .contact(.stranger),
    .presence(.stranger, isOnline: true), .presence(.stranger, isOnline: false), .timer(timer),
  ]
  for event in events {
    let outcome = bot.handle(event, state: EmptyState(), now: UnixMilliseconds(3_000))
    precondition(outcome.failure == nil || outcome.effects.isEmpty, "a failure has effects")
  }
  for text in ["hello", "/help me", ""] {
    let outcome = bot.hear(text)
    precondition(outcome.failure == nil || outcome.effects == [.keep], "a message is not kept")
  }
}

/// What can be read as JSON can be written, read again, and written the same.
@Sendable func readJSON(_ bytes: [UInt8]) {
  let source = """
    on("message", function(message)
      local isRead, value = pcall(json.decode, message.text)
      if not isRead then return end
      local isWritten, text = pcall(json.encode, value)
      if not isWritten then return end
      if json.encode(json.decode(text)) ~= text then message:reply("changed: " .. text) end
    end)
    """
  guard let bot = try? Bot.load(source) else { preconditionFailure("a bot that loads") }
  let outcome = bot.hear(String(decoding: bytes, as: UTF8.self))
  precondition(outcome.effects.isEmpty || outcome.failure != nil, "JSON changes")
  precondition(outcome.failure?.reason != .error, "JSON that was written can't be read")
}

/// A pattern, a text and a replacement, a line each, in all functions that take patterns.
@Sendable func matchPatterns(_ bytes: [UInt8]) {
  let source = """
    on("message", function(message)
      local lines, start = {}, 1
      for _ = 1, 3 do
        local stop = message.text:find("\\n", start, true) or #message.text + 1
        lines[#lines + 1] = message.text:sub(start, stop - 1)
        start = stop + 1
      end
      local pattern, text, replacement = lines[1], lines[2], lines[3]
      pcall(string.match, text, pattern)
      pcall(string.gsub, text, pattern, replacement)
      pcall(string.gsub, text, pattern, {a = "b"}, 3)
      pcall(string.gsub, text, pattern, function(one, two) return two or one end)
      pcall(function() for one, two in text:gmatch(pattern) do string.len(one) end end)
      local isFound, from, to = pcall(string.find, text, pattern, #replacement - 3)
      if isFound and from and (from < 1 or to > #text or to < from - 1) then
        message:reply("outside")
      end
    end)
    """
  guard let bot = try? Bot.load(source) else { preconditionFailure("a bot that loads") }
  let outcome = bot.hear(String(decoding: bytes, as: UTF8.self))
  precondition(outcome.effects.isEmpty || outcome.failure != nil, "a match outside of the text")
}
