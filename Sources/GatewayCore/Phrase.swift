/// What a request has to contain where a bot accepts by phrase: a challenge that costs a person who
/// read the newsroom's page nothing, and a program that collects Tox IDs a human's attention.
///
/// Compared without regard to case, and to how many blanks or line ends stand between two words.
public struct Phrase: Hashable, Sendable {
  public let text: String

  /// At most 200 bytes of UTF-8: it has to fit into a request beside what a person writes.
  public static let bytesMax = 200

  /// - Returns: nil where nothing but white space is in it, or it is too long.
  public init?(_ text: String) {
    let folded = Self.folded(text)
    guard !folded.isEmpty, folded.utf8.count <= Self.bytesMax else { return nil }
    self.text = folded
  }

  /// Whether a request's text holds it.
  public func isIn(_ text: String) -> Bool { Self.folded(text).contains(self.text) }

  /// Whether the text is the phrase and nothing more.
  public func isAll(of text: String) -> Bool { Self.folded(text) == self.text }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
