/// The name of a member of a JSON object.
package struct Member: CodingKey, ExpressibleByStringLiteral {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(stringLiteral value: String) { stringValue = value }
  package init(stringValue: String) { self.stringValue = stringValue }
  package init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<Member> {
  package func text(_ name: Member) throws -> String { try decode(String.self, forKey: name) }

  /// null counts as a value: a member that is missing by mistake must not remove anything.
  package func textOrNull(_ name: Member) throws -> String? {
    try decode(String?.self, forKey: name)
  }

  package func numbers(_ name: Member) throws -> [Int64] {
    do {
      return try decode([Int64].self, forKey: name)
    } catch  where !(error is DecodingError) {
      // Foundation's own error for a number that does not fit: it does not say where the number is.
      throw DecodingError.dataCorruptedError(
        forKey: name, in: self, debugDescription: "no whole numbers")
    }
  }

  package func contact(_ name: Member) throws -> ContactReference {
    try decode(ContactReference.self, forKey: name)
  }
}

extension UnixMilliseconds: Codable {
  /// - Throws: `DecodingError` where it is no RFC 3339 time as `rfc3339` gives it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = Self(rfc3339: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(clamped.rfc3339)
  }

  /// The nearest time that has such a text: in the years 0 to 9999.
  package var clamped: UnixMilliseconds {
    min(max(self, Self(-62_167_219_200_000)), Self(253_402_300_799_999))
  }
}

extension UnixMilliseconds {
  /// Parses any time of RFC 3339, with any offset and any fraction of a second.
  package init?(anyRFC3339 text: String) {
    let text = Array(text.utf8)
    guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(text[10]), text[13] == UInt8(ascii: ":"),
      text[16] == UInt8(ascii: ":"), let second = Self.number(text[17..<19]),
      (0...60).contains(second),
      let minute = CivilTime.parse(
        String(decoding: text[..<10], as: UTF8.self) + " "
          + String(decoding: text[11..<16], as: UTF8.self))
    else { return nil }
    var rest = text[19...]
    var milliseconds: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return nil }
      milliseconds = Self.number((digits + [0x30, 0x30]).prefix(3)) ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = Self.offset(rest) else { return nil }
    self = minute.advanced(byMilliseconds: second * 1_000 + milliseconds - offset * 60_000)
  }

  /// Minutes east of UTC.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
    let text = Array(text)
    if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
    guard text.count == 6, text[3] == UInt8(ascii: ":"),
      text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      let hours = number(text[1..<3]), hours < 24, let minutes = number(text[4..<6]), minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (text[0] == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self))
  }

  /// Parses a text written by `rfc3339`: "2026-01-05T10:00:00.000Z".
  package init?(rfc3339 text: String) {
    let text = Array(text.utf8)
    guard text.count == 24, text.last == UInt8(ascii: "Z") else { return nil }
    let dot = 19
    let seconds = text[(dot - 2)..<dot]
    guard text[dot] == UInt8(ascii: "."), text[dot - 3] == UInt8(ascii: ":"),
      text[dot - 9] == UInt8(ascii: "T"),
      let milliseconds = Int64(String(decoding: text[(dot + 1)..<(text.count - 1)], as: UTF8.self)),
      let second = Int64(String(decoding: seconds, as: UTF8.self)), (0...60).contains(second),
      let minute = CivilTime.parse(
        String(decoding: text[..<(dot - 9)], as: UTF8.self) + " "
          + String(decoding: text[(dot - 8)..<(dot - 3)], as: UTF8.self))
    else { return nil }
    self = minute.advanced(byMilliseconds: second * 1_000 + milliseconds)
    guard rfc3339.utf8.elementsEqual(text) else { return nil }
  }
}
