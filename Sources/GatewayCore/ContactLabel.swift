/// A word by which contacts are grouped: the people on call, the subscribers of alerts. A
/// contact has a set of them.
public struct ContactLabel: Hashable, Sendable, Comparable {
  public let text: String

  /// Bytes of UTF-8.
  public static let bytesMax = 64
  /// Labels of one contact.
  public static let countMax = 32

  /// - Returns: nil unless it is one word of at most 64 bytes without control characters, commas
  ///   and quotation marks, and does not begin with "+" or "-".
  public init?(_ text: String) {
    guard let first = text.unicodeScalars.first, text.utf8.count <= Self.bytesMax,
      first != "+", first != "-",
      text.unicodeScalars.allSatisfy(Self.isAllowed)
    else { return nil }
    self.text = text
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isWhitespace || [",", "\"", "'"].contains(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      return false
    default: return true
    }
  }

  /// What a text has to be, as the end of a sentence.
  public static let rule =
    "one word of at most \(bytesMax) bytes, without commas and quotation marks, and not beginning"
    + " with + or -"

  public static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
