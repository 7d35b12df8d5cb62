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
  /// to the last.
  fileprivate func withoutQuotes(foreignTo source: String) -> String {
    // Apostrophes follow a letter.
    let opening = indices.first { index in
      guard self[index] == "'" || self[index] == "\"" else { return false }
      return index == startIndex || !self[self.index(before: index)].isLetter
    }
    guard let opening, let closing = lastIndex(of: self[opening]) else { return self }
    let parts = self[opening...closing].split(separator: self[opening])
    let quoted = parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let isKnown = quoted.allSatisfy { Self.quotedByPatterns.contains($0) || source.contains($0) }
    guard closing == opening || !isKnown else { return self }
    return "\(self[...opening])…\(self[closing...])"
  }

  /// What messages about patterns quote by themselves.
  private static let quotedByPatterns: Set<Substring> = ["]", "[", "(", "%f", "%b"]
}

extension UInt8 {
  /// Begins a string literal of Lua: a quote, or the last bracket of "[[".
  fileprivate var opensLiteral: Bool {
    self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") || self == UInt8(ascii: "[")
  }
}
