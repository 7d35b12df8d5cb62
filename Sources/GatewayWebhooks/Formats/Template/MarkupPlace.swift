/// Where in a HTML text something stands: read as browsers do, as far as it matters for what people
/// wrote.
struct MarkupPlace {
  private enum State: Equatable {
    /// Between tags. Exits: tag.
    case text
    /// Behind "<" and a letter, "/", "!" or "?". Exits: quoted, comment, text, raw.
    case tag
    /// In the value of an attribute. Exit: tag.
    case quoted(Character)
    /// Exit: text.
    case comment
    /// In an element whose text is no HTML. Exit: tag.
    case raw(String)
  }

  private var state = State.text
  /// What came since the state began, in small letters.
  private var passed = ""
  /// The name of the tag, which may still be incomplete.
  private var tag = ""
  private var isNaming = false
  /// The attribute whose value began last.
  private var attribute: Substring = ""

  private static let rawElements = [
    "script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext",
  ]
  /// Attributes whose values are addresses, which a person must not choose.
  private static let addresses = ["href", "src", "action", "formaction", "data", "poster"]

  mutating func pass(_ text: Substring) { for character in text { pass(character) } }

  private mutating func pass(_ character: Character) {
    passed += character.lowercased()
    switch state {
    case .text: beginTag(character)
    case .tag: passInTag(character)
    case .quoted(let quote): if character == quote { enter(.tag) }
    case .comment: if passed.hasSuffix("-->") || passed.hasSuffix("--!>") { enter(.text) }
    case .raw(let element): if passed.hasSuffix("</\(element)") { enter(.tag) }
    }
  }

  private mutating func beginTag(_ character: Character) {
    guard passed.dropLast().last == "<", character.isLetter || "/!?".contains(character) else {
      return
    }
    enter(.tag)
    passed = character.lowercased()
    isNaming = character.isLetter
    tag = isNaming ? passed : ""
  }

  private mutating func passInTag(_ character: Character) {
    switch character {
    case "\"", "'":
      isNaming = false
      let before = passed.dropLast().split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard before.hasSuffix("=") else { return }
      attribute = before.dropLast().split { $0 == " " || $0 == "/" || $0 == "=" }.last ?? ""
      enter(.quoted(character))
    case ">":
      let element = Self.rawElements.contains(tag) ? tag : nil
      enter(element.map(State.raw) ?? .text)
    case _ where passed == "!--": enter(.comment)
    case _ where isNaming && (character.isLetter || character.isNumber):
      tag += character.lowercased()
    default: isNaming = false
    }
  }

  private mutating func enter(_ state: State) {
    self.state = state
    passed = ""
    switch state {
    case .tag, .quoted: break
    case .text, .comment, .raw: tag = ""
    }
  }

  /// Why a placeholder can't stand here: the end of a sentence; nil where it can.
  var faultOfPlaceholder: String? {
    switch state {
    case .text where passed.last == "<", .tag:
      "has a placeholder in a tag without quotes around it: <a title=\"{{text}}\">"
    case .text: nil
    case .comment: "has a placeholder in a comment"
    case .raw(let element): "has a placeholder in <\(element)>, where nothing can be escaped"
    case .quoted:
      if attribute.hasPrefix("on") || ["style", "srcdoc"].contains(attribute) {
        "has a placeholder in \(attribute), which browsers run"
      } else if Self.addresses.contains(String(attribute)), passed.isEmpty {
        "has a placeholder at the beginning of \(attribute), where it could lead anywhere"
      } else {
        nil
      }
    }
  }
}
