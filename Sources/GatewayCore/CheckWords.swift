/// Words by which people compare an address: on a page, in print, on the phone. Eight from a hash,
/// a byte each.
public struct CheckWords: Hashable, Sendable {
  /// In small letters, kinds of words in turn: "amber", "heron", …
  public let words: [String]

  public static let count = 8

  /// - Parameter hash: bytes that are expensive to find for given words.
  /// - Precondition: `hash` has `count` elements or more.
  public init(hash: [UInt8]) {
    precondition(hash.count >= Self.count, "check words are made from \(Self.count) bytes")
    words = hash.prefix(Self.count).enumerated().map { index, byte in
      let list = index.isMultiple(of: 2) ? CodenameWords.adjectives : CodenameWords.animals
      return list[Int(byte) % list.count]
    }
  }

  public var text: String { words.joined(separator: " ") }
}
