import GatewayCore

extension LuaState.Fault {
  /// The message with "…" for what does not stand in the bot's file: a contact may have written it.
  ///
  /// - What the script composed (`error`, `assert`) is shown as far as it begins like a text of the
  ///   file: of `error("no office " .. name)`, "no office …".
  /// - What Lua and the host say is shown but for names that they quote and the file does not have.
  func textShown(of source: String) -> String {
    isByScript ? message.beginning(standingIn: source) : message.withoutQuotes(foreignTo: source)
  }
}

extension String {
  /// The longest beginning that a string literal of the source has, and "…" for the rest. A
  /// beginning of one word tells too little to be worth it: any text could have that.
  fileprivate func beginning(standingIn source: String) -> String {
    let (text, source) = (Array(utf8), Array(source.utf8))
    var longest = 0
    for start in source.indices where source[start].opensLiteral {
      let rest = source[(start + 1)...]
      longest = max(longest, zip(text, rest).prefix { $0 == $1 }.count)
    }
    if longest == text.count { return self }
    let beginning = String(decoding: text[..<longest], as: UTF8.self)
      .replacing("\u{FFFD}", with: "")
    return beginning.contains(" ") ? beginning + "…" : "…"
  }

  /// The text itself where the source has all that it quotes; else with "…" from its first quote
  /// to the last. Names have no quote signs of their own (`\(quoted:)`, and `key_text` of CLua).
  /// Byte by byte: with a combining mark behind it a quote sign is another character.
  fileprivate func withoutQuotes(foreignTo source: String) -> String {
    let text = Array(utf8)
    // Apostrophes follow a letter.
    let opening = text.indices.first { index in
      text[index].isQuote && (index == 0 || !text[index - 1].isLetter)
    }
    guard let opening, let closing = text.lastIndex(of: text[opening]) else { return self }
    let quote = text[opening]
    let parts = text[opening...closing].split(separator: quote, omittingEmptySubsequences: false)
    let isKnown = parts.enumerated().allSatisfy { place, part in
      let name = String(decoding: part, as: UTF8.self)
      return place.isMultiple(of: 2) || name.isEmpty || Self.quotedByPatterns.contains(name)
        || source.contains(name)
    }
    // Quotes come in pairs, with a part between each two and one at either end.
    guard closing == opening || !isKnown || parts.count.isMultiple(of: 2) else { return self }
    let (before, behind) = (text[...opening], text[closing...])
    return String(decoding: before, as: UTF8.self) + "…" + String(decoding: behind, as: UTF8.self)
  }

  /// What messages about patterns quote by themselves.
  private static let quotedByPatterns: Set<String> = ["]", "[", "(", "%f", "%b"]
}

extension UInt8 {
  fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }

  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  /// Begins a string literal of Lua: a quote, or the last bracket of "[[".
  fileprivate var opensLiteral: Bool {
    isQuote || self == UInt8(ascii: "[")
  }
}
