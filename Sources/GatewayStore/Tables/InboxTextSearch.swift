import Foundation
import GRDB
public import GatewayCore

/// Words to search for in texts: a text matches if it contains each of them, in any case.
public struct SearchedWords: Sendable {
  private let words: [Word]

  private struct Word {
    var folded: [UInt8]
    var isASCII: Bool
  }

  /// - Parameter words: blank ones are ignored.
  public init(_ words: [String]) {
    self.words = words.filter { !$0.allSatisfy(\.isWhitespace) }.map { word in
      let folded = Array(word.foldedForSearch.utf8)
      return Word(folded: folded, isASCII: folded.allSatisfy { $0 < 0x80 })
    }
  }

  public var isEmpty: Bool { words.isEmpty }

  /// - Parameter text: UTF-8.
  package func areAll(in text: UnsafeRawBufferPointer) -> Bool {
    // Decomposing a text costs more than the rest of the search: only where a letter needs it.
    var folded: [UInt8]?
    return words.allSatisfy { word in
      if word.isASCII { return Self.find(word.folded, in: text, foldsASCII: true) }
      if folded == nil {
        guard text.contains(where: { $0 >= 0x80 }) else { return false }
        folded = Array(String(decoding: text, as: UTF8.self).foldedForSearch.utf8)
      }
      return folded?.withUnsafeBytes { Self.find(word.folded, in: $0, foldsASCII: false) } ?? false
    }
  }

  private static func find(
    _ word: [UInt8], in text: UnsafeRawBufferPointer, foldsASCII: Bool
  ) -> Bool {
    guard let first = word.first, text.count >= word.count else { return false }
    for start in 0...(text.count - word.count) {
      guard fold(text[start], foldsASCII: foldsASCII) == first else { continue }
      var length = 1
      while length < word.count,
        fold(text[start + length], foldsASCII: foldsASCII) == word[length]
      {
        length += 1
      }
      if length == word.count { return true }
    }
    return false
  }

  private static func fold(_ byte: UInt8, foldsASCII: Bool) -> UInt8 {
    foldsASCII && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}

extension String {
  /// Lower case, with letters and accents decomposed: é is found in either form.
  fileprivate var foldedForSearch: String {
    lowercased().decomposedStringWithCanonicalMapping
  }
}

extension Vault {
  fileprivate func hasAll(_ words: SearchedWords, in content: Data, of item: Int64) -> Bool {
    // A text that is stored as plain text is not copied.
    guard Self.isSealed(content, in: .itemContent) else {
      return content.withUnsafeBytes(words.areAll(in:))
    }
    guard case .plain(let text) = self.content(content, of: .itemContent, row: item) else {
      return false
    }
    return Array(text.utf8).withUnsafeBytes(words.areAll(in:))
  }
}

extension StoreReader {
  /// Searches the texts of the inbox. There is no index of words, which would hold the content of
  /// the texts a second time: each text is read, so many at a time.
  ///
  /// - Parameter filter: its limit is the number of texts that are searched.
  /// - Returns: the matching messages; and the last message that was searched, behind which to
  ///   continue, or nil at the end. Sealed texts are found where the key is present.
  public func searchInbox(
    _ words: SearchedWords, _ filter: InboxFilter
  ) throws(StoreError) -> (found: [MessageID], last: MessageID?) {
    guard let search = try InboxSearch(filter, self) else { return ([], nil) }
    var (found, count): ([MessageID], Int) = ([], 0)
    let numbers = try rows(
      """
      SELECT m.id, m.content FROM (\(search.numbers))
      CROSS JOIN items m ON m.id = number ORDER BY m.id \(search.direction)
      """, search.arguments
    ) { row in
      let id = MessageID(row[0])
      let hasWords = try row.withUnsafeData(atIndex: 1) { data in
        data.map { vault.hasAll(words, in: $0, of: id.rawValue) } ?? false
      }
      if hasWords { found.append(id) }
      count += 1
      return id
    }
    return (found, count < filter.limit ? nil : numbers.last)
  }
}
