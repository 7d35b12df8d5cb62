import GatewayStore

/// Words to search for in texts that were opened.
public struct WantedWords: Sendable {
  private let words: SearchedWords

  public init(_ words: [String]) { self.words = SearchedWords(words) }

  /// Whether a text has each of them, in any case.
  public func areAll(in text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes(words.areAll(in:))
  }
}
