import GatewayCore

/// Finds mistakes in a bot's text that would otherwise appear only with a message: `forward` with
/// something to add, to a webhook that sends less than the whole event. A webhook whose name is not
/// a literal is checked when it is used.
extension String {
  /// - Returns: why nothing can be added, and the line.
  func refusedExtra(to webhooks: [Webhook]) -> (reason: String, line: Int)? {
    var reasons: [String: String] = [:]
    for webhook in webhooks { reasons[webhook.name] = webhook.refusalOfExtra }
    guard !reasons.isEmpty else { return nil }
    var scanner = LuaScanner(self)
    var last: [LuaScanner.Token] = []
    while let (token, line) = scanner.next() {
      last = last.suffix(4) + [token]
      if last.count == 5, last[0] == .symbol(":"), last[1] == .word("forward"),
        last[2] == .symbol("("), case .text(let name) = last[3], last[4] == .symbol(","),
        let reason = reasons[name]
      {
        return (reason, line)
      }
    }
    return nil
  }
}

extension String {
  /// The line of `webhook "name"`; nil where the name is no literal.
  func line(ofWebhook name: String) -> Int? {
    var scanner = LuaScanner(self)
    return scanner.skip(toWebhook: name)
  }

  /// The line of an option of a webhook, or that of the webhook; nil where its name is no literal.
  func line(ofOption option: String, inWebhook name: String) -> Int? {
    var scanner = LuaScanner(self)
    guard let start = scanner.skip(toWebhook: name) else { return nil }
    while let (token, line) = scanner.next(), token != .word("webhook") {
      if token == .word(option) { return line }
    }
    return start
  }
}

extension Webhook {
  /// Why `forward` can add nothing to what it is sent; nil where it can.
  var refusalOfExtra: String? {
    switch send {
    case .full, .sealed: nil
    case .message, .thin:
      "webhook \(quoted: name) sends \(quoted: send.rawValue), which takes nothing that a rule adds"
    case .notice: "webhook \(quoted: name) sends notices, which hold nothing of a message"
    }
  }
}

/// The words, texts and symbols of a Lua source, without its comments. What Lua would refuse is
/// none of its business: it looks at a text that was loaded.
private struct LuaScanner {
  enum Token: Equatable {
    case word(String)
    case text(String)
    case symbol(Character)
  }

  private var rest: Substring
  private var line = 1

  init(_ source: String) { rest = source[...] }

  /// The next token and the line on which it ends.
  mutating func next() -> (Token, Int)? {
    while let first = rest.first {
      if first.isWhitespace {
        skip(1)
      } else if rest.hasPrefix("--") {
        skip(2)
        if bracketed() == nil { skip(rest.prefix { !$0.isNewline }.count) }
      } else if first == "[", let text = bracketed() {
        return (.text(text), line)
      } else if first == "\"" || first == "'" {
        return (.text(quoted(first)), line)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        skip(word.count)
        return (.word(String(word)), line)
      } else {
        skip(1)
        return (.symbol(first), line)
      }
    }
    return nil
  }

  /// Goes on behind `webhook "name"`.
  ///
  /// - Returns: its line; nil where there is none.
  mutating func skip(toWebhook name: String) -> Int? {
    var before: Token?
    while let (token, line) = next() {
      if token == .text(name), before == .word("webhook") { return line }
      if token != .symbol("(") { before = token }
    }
    return nil
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where rest.popFirst()?.isNewline == true { line += 1 }
  }

  /// "[[…]]" or "[==[…]==]"; nil where none begins here.
  private mutating func bracketed() -> String? {
    let signs = rest.dropFirst().prefix { $0 == "=" }
    guard rest.first == "[", rest.dropFirst(1 + signs.count).first == "[" else { return nil }
    let end = "]\(signs)]"
    skip(2 + signs.count)
    var text = ""
    while !rest.isEmpty, !rest.hasPrefix(end) {
      text.append(rest.first!)
      skip(1)
    }
    skip(end.count)
    return text
  }

  private mutating func quoted(_ quote: Character) -> String {
    skip(1)
    var text = ""
    while let character = rest.first, character != quote {
      skip(1)
      if character == "\\", let escaped = rest.first {
        text.append(escaped)
        skip(1)
      } else {
        text.append(character)
      }
    }
    skip(1)
    return text
  }
}
