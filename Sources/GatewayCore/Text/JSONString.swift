extension [UInt8] {
  /// Appends a text as a JSON string: quoted, with everything escaped that could end it, act on a
  /// terminal or be invisible. Nothing is lost: a JSON parser gets the original text.
  public mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    append(text, escaping: .all)
    append(UInt8(ascii: "\""))
  }

  /// Appends a finished JSON text, with everything in its strings escaped that could act on a
  /// terminal or be invisible.
  public mutating func append(json text: String) {
    // Outside of its strings JSON has nothing to escape, and inside, control characters are escaped
    // already.
    append(text, escaping: .unseen)
  }

  private enum Escaping {
    case all
    /// All but the characters of JSON's own syntax.
    case unseen
  }

  /// Copies at once what stands between two characters to escape: bodies of webhooks are made of
  /// long texts with few of them.
  private mutating func append(_ text: String, escaping: Escaping) {
    let utf8 = text.utf8
    let bytes = utf8.span
    var copied = utf8.startIndex
    var next = 0
    while next < bytes.count {
      let first = next
      let scalar = Unicode.Scalar(startingAt: &next, of: bytes)
      guard let scalar, scalar.isEscaped(escaping == .all) else { continue }
      append(contentsOf: utf8[copied..<utf8.index(utf8.startIndex, offsetBy: first)])
      append(escaped: scalar)
      copied = utf8.index(utf8.startIndex, offsetBy: next)
    }
    append(contentsOf: utf8[copied...])
  }

  private mutating func append(escaped scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append(contentsOf: "\\\"".utf8)
    case "\\": append(contentsOf: "\\\\".utf8)
    case "\n": append(contentsOf: "\\n".utf8)
    case "\r": append(contentsOf: "\\r".utf8)
    case "\t": append(contentsOf: "\\t".utf8)
    default:
      for unit in scalar.utf16 {
        let digits = String(unit, radix: 16)
        append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      }
    }
  }
}

extension Unicode.Scalar {
  /// - Parameters:
  ///   - next: the index of its first byte; moved behind its last.
  ///   - bytes: valid UTF-8.
  /// - Returns: nil for a printable ASCII character that JSON does not escape, which most are.
  fileprivate init?(startingAt next: inout Int, of bytes: Span<UInt8>) {
    let first = bytes[next]
    next += 1
    guard first >= 0x80 else {
      if first >= 0x20, first != 0x7F, first != UInt8(ascii: "\""), first != UInt8(ascii: "\\") {
        return nil
      }
      self.init(first)
      return
    }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for index in next..<next + length - 1 { value = value << 6 | UInt32(bytes[index] & 0x3F) }
    next += length - 1
    self.init(value)
  }

  fileprivate func isEscaped(_ isSyntax: Bool) -> Bool {
    switch self {
    case "\"", "\\", "\n", "\r", "\t": isSyntax
    default: isUnseen
    }
  }
}

extension String {
  /// The bytes of the text as a JSON string.
  var jsonByteCount: Int {
    guard !isPlainInJSON else { return utf8.count + 2 }
    var bytes: [UInt8] = []
    bytes.append(jsonString: self)
    return bytes.count
  }

  /// Whether nothing of the text is escaped.
  fileprivate var isPlainInJSON: Bool {
    utf8.allSatisfy {
      (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
  }
}
