/// An e-mail address as it stands in SMTP's commands and in header fields, where nothing is quoted.
struct MailAddress: Hashable, Sendable {
  let text: String

  /// - Parameter text: `local@domain` in ASCII, without quotes, blanks and brackets; libcurl sends
  ///   what it is given as it is.
  init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, Self.isLocal(parts[0].utf8),
      Self.isDomain(parts[1])
    else { return nil }
    self.text = text
  }

  var domain: Substring { text[text.index(after: text.firstIndex(of: "@")!)...] }

  private static func isLocal(_ text: Substring.UTF8View) -> Bool {
    (1...64).contains(text.count) && text.allSatisfy { $0.isAlphanumeric || marks.contains($0) }
      && text.first != UInt8(ascii: ".") && text.last != UInt8(ascii: ".")
  }

  /// - Source: RFC 5322, "atext", and the full stop between atoms
  private static let marks = Set("!#$%&'*+-/=?^_`{|}~.".utf8)

  private static func isDomain(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count)
        && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
        && label.first != "-" && label.last != "-"
    }
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
  }
}
