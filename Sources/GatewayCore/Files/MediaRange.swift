/// A media type such as "image/png", or a range of them, "image/*".
public struct MediaRange: Hashable, Sendable {
  public let text: String

  /// In lower case; nil for a text that is no type.
  public init?(_ text: String) {
    let text = text.lowercased()
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 127, parts[0].isToken,
      parts[1].isToken || Array(parts[1]) == [UInt8(ascii: "*")]
    else { return nil }
    self.text = text
  }

  /// Whether a type by content, in lower case, is one of these.
  public func contains(_ type: String) -> Bool {
    text.hasSuffix("/*") ? type.hasPrefix(text.dropLast()) : type == text
  }
}

extension Substring.UTF8View {
  /// The letters of a type and of a subtype (RFC 6838).
  fileprivate var isToken: Bool {
    !isEmpty && allSatisfy { $0.isASCIILetterOrDigit || "!#$&-^_.+".utf8.contains($0) }
  }
}
