public import ToxWire

/// A text too long for one message, cut into several.
public enum MessageText {
  /// Cuts bytes that are meant to be UTF-8 into parts of at most `limit` bytes. Joined, the parts
  /// are the input, whatever its bytes.
  ///
  /// A part ends behind white space where there is some in its last tenth, behind a line end best of
  /// all; else between two characters as people see them (an emoji with its skin tone is one); else
  /// between two code points; and only in what is not UTF-8 just anywhere.
  ///
  /// - Precondition: `limit` is at least 4, the longest code point.
  public static func parts(of text: [UInt8], limit: Int = Message.sizeLimit) -> [[UInt8]] {
    precondition(limit >= 4, "a part holds a code point")
    var parts: [[UInt8]] = []
    var rest = text[...]
    while rest.count > limit {
      let size = sizeOfPart(of: rest, limit: limit)
      parts.append(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    if !rest.isEmpty { parts.append(Array(rest)) }
    return parts
  }

  /// Cuts a text as above.
  public static func parts(of text: String, limit: Int = Message.sizeLimit) -> [[UInt8]] {
    parts(of: Array(text.utf8), limit: limit)
  }

  /// - Parameter bytes: more than `limit`.
  private static func sizeOfPart(of bytes: ArraySlice<UInt8>, limit: Int) -> Int {
    // One code point more than fits, so that a character which goes on behind the limit is seen.
    let window = bytes.prefix(codePointBoundary(in: bytes, atOrAfter: limit + 1))
    guard let text = String(validating: window, as: UTF8.self) else {
      return codePointBoundary(in: bytes, atOrBefore: limit) ?? limit
    }
    let tenth = limit - limit / 10
    var size = 0
    var lastCharacter: Int?
    var lastSpace: Int?
    var lastLineEnd: Int?
    for character in text {
      size += character.utf8.count
      guard size <= limit else { break }
      lastCharacter = size
      if size >= tenth, character.isWhitespace { lastSpace = size }
      if size >= tenth, character.isNewline { lastLineEnd = size }
    }
    return lastLineEnd ?? lastSpace ?? lastCharacter
      ?? codePointBoundary(in: bytes, atOrBefore: limit) ?? limit
  }

  /// The largest size up to `size` behind which a code point begins; nil where the last four bytes
  /// show none, so that they are no UTF-8.
  private static func codePointBoundary(
    in bytes: ArraySlice<UInt8>, atOrBefore size: Int
  ) -> Int? {
    (0..<4).map { size - $0 }.first { $0 > 0 && startsCodePoint(in: bytes, at: $0) }
  }

  /// The smallest such size from `size` on, or the end.
  private static func codePointBoundary(
    in bytes: ArraySlice<UInt8>, atOrAfter size: Int
  ) -> Int {
    (0..<4).map { size + $0 }.first { startsCodePoint(in: bytes, at: $0) } ?? size
  }

  private static func startsCodePoint(in bytes: ArraySlice<UInt8>, at offset: Int) -> Bool {
    offset >= bytes.count || bytes[bytes.startIndex + offset] & 0b1100_0000 != 0b1000_0000
  }
}
