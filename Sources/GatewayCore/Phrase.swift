/// A phrase that a request has to contain where a bot accepts by phrase: it costs a person that
/// read the newsroom's page nothing, and a program that collects Tox IDs a human's attention.
///
/// Compared without regard to case and to the white space between two words.
public struct Phrase: Hashable, Sendable {
  public let text: String

  /// At most 200 bytes of UTF-8: a request also has to hold the person's own text.
  public static let bytesMax = 200

  /// - Returns: nil where it is empty, only white space, or too long.
  public init?(_ text: String) {
    let folded = Self.folded(text)
    guard !folded.isEmpty, folded.utf8.count <= Self.bytesMax else { return nil }
    self.text = folded
  }

  /// Whether a request's text contains it.
  public func isIn(_ text: String) -> Bool { Self.folded(text).contains(self.text) }

  /// Whether the text is the phrase alone.
  public func isAll(of text: String) -> Bool { Self.folded(text) == self.text }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
