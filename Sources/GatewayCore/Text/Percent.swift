/// Strict decoding of what stands in a URL, or in a form.
package enum Percent {
  /// - Returns: nil where a "%" is not followed by two hex digits, or the bytes are no UTF-8 or
  ///   hold a NUL.
  package static func decoded(_ text: Substring, plusIsBlank: Bool = false) -> String? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return text.utf8.contains(0) ? nil : String(text)
    }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The fields of a query or a form, `name=value&…`.
  ///
  /// - Returns: nil where one has no name or is wrongly encoded.
  package static func fields(_ text: Substring) -> [(name: String, value: String)]? {
    guard !text.isEmpty else { return [] }
    var fields: [(name: String, value: String)] = []
    for part in text.split(separator: "&", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0], plusIsBlank: true), !name.isEmpty,
        let value = decoded(halves.count == 2 ? halves[1] : "", plusIsBlank: true)
      else { return nil }
      fields.append((name, value))
    }
    return fields
  }

  /// What a text is in a path or a query.
  package static func encoded(_ text: String) -> String {
    var encoded: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if isPlain(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte)
  }
}
