/// What a receiver's markup needs in place of a character, so that it shows the character itself.
///
/// Each character is escaped by itself, whatever stands around it: a text may be cut between any
/// two of them.
struct TextEscape: Sendable {
  private let replacement: @Sendable (Unicode.Scalar) -> String?

  /// - Parameter replacement: nil: the character stays.
  init(_ replacement: @escaping @Sendable (Unicode.Scalar) -> String?) {
    self.replacement = replacement
  }

  /// For receivers that know no markup.
  static let none = TextEscape { _ in nil }

  /// A backslash before each of these characters, and for others what a table says.
  static func backslash(
    _ characters: String, others: [Unicode.Scalar: String] = [:]
  ) -> TextEscape {
    let escaped = Set(characters.unicodeScalars)
    return TextEscape { scalar in
      escaped.contains(scalar) ? "\\\(scalar)" : others[scalar]
    }
  }

  static func replacing(_ table: [Unicode.Scalar: String]) -> TextEscape {
    TextEscape { table[$0] }
  }

  func callAsFunction(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let replacement = replacement(scalar) {
        result += replacement
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
