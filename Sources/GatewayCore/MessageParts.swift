/// A text cut into parts that each fit one packet.
public enum MessageParts {
  /// Cuts in the second half of what fits: after the last line break there, else after the last
  /// space, else between two characters; inside a character only when it alone is too long. The
  /// parts joined are the text.
  ///
  /// - Parameter bytesMax: UTF-8 bytes of one part, at least 4 (the longest scalar).
  /// - Returns: no part for an empty text.
  public static func split(_ text: String, bytesMax: Int) -> [String] {
    precondition(bytesMax >= 4, "a part holds at least one scalar")
    if !text.isEmpty, text.utf8.count <= bytesMax { return [text] }
    var parts: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = endOfPart(in: rest, bytesMax: bytesMax)
      parts.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return parts
  }

  private static func endOfPart(in rest: Substring, bytesMax: Int) -> String.Index {
    let utf8 = rest.utf8
    guard let limit = utf8.index(rest.startIndex, offsetBy: bytesMax, limitedBy: rest.endIndex)
    else { return rest.endIndex }
    if limit == rest.endIndex { return limit }
    let half = utf8.index(rest.startIndex, offsetBy: bytesMax / 2)
    var afterCharacter = rest.startIndex
    var afterSpace: String.Index?
    var afterLine: String.Index?
    var index = rest.startIndex
    while index < limit {
      let next = rest.index(after: index)
      guard next <= limit else { break }
      if next >= half, rest[index].isNewline { afterLine = next }
      if next >= half, rest[index].isWhitespace { afterSpace = next }
      afterCharacter = next
      index = next
    }
    if let end = afterLine ?? afterSpace { return end }
    guard afterCharacter == rest.startIndex else { return afterCharacter }
    return endOfScalars(in: rest, limit: limit)
  }

  /// For a single character longer than a part (a letter under a pile of accents).
  private static func endOfScalars(in rest: Substring, limit: String.Index) -> String.Index {
    var end = rest.startIndex
    while true {
      let next = rest.unicodeScalars.index(after: end)
      guard next <= limit else { return end }
      end = next
    }
  }
}
