/// An answer that the bot's file has ready, in several languages:
/// `replies { received = { en = "…", de = "…" } }`.
public struct CannedReply: Codable, Hashable, Sendable {
  public var name: String
  /// The texts by their languages.
  public var byLanguage: [String: String]

  private enum CodingKeys: String, CodingKey {
    case name
    case byLanguage = "texts"
  }

  public init(name: String, texts: [String: String]) {
    self.name = name
    byLanguage = texts
  }

  /// Those of one bot.
  public static let countMax = 100
  public static let languagesMax = 50
  /// UTF-8 bytes of one text.
  public static let bytesMax = 16_384
  /// UTF-8 bytes of a name, and of a language.
  public static let nameBytesMax = 64

  public var languages: [String] { byLanguage.keys.sorted() }

  /// The text in a language. A variant of a language that is not there is answered in the language
  /// itself: "de" for "de-AT".
  ///
  /// - Parameter language: nil: the only one.
  public func text(in language: String?) -> String? {
    guard let language else {
      return byLanguage.count == 1 ? languages.first.flatMap { byLanguage[$0] } : nil
    }
    let plain = language.split(separator: "-").first.map(String.init)
    return byLanguage[language] ?? plain.flatMap { byLanguage[$0] }
  }
}
