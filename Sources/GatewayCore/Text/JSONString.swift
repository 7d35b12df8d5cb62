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

  private mutating func append(_ text: String, escaping: Escaping) {
    var text = text
    text.withUTF8 { bytes in
      // What is not escaped is appended in one piece.
      var (next, appended) = (0, 0)
      while next < bytes.count {
        if unsafe bytes.holdsEightPlain(at: next) {
          next += 8
          continue
        }
        let first = next
        let byte = unsafe bytes[next]
        next += 1
        if byte.isPlainInJSON { continue }
        let scalar = unsafe Unicode.Scalar(startingAt: first, of: bytes)
        next = first + scalar.utf8.count
        guard scalar.isEscaped(escaping == .all) else { continue }
        unsafe append(contentsOf: bytes[appended..<first])
        append(escaped: scalar)
        appended = next
      }
      unsafe append(contentsOf: bytes[appended...])
    }
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
  /// The scalar whose first byte is this one of valid UTF-8.
  fileprivate init(startingAt index: Int, of bytes: UnsafeBufferPointer<UInt8>) {
    let first = unsafe bytes[index]
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = length == 1 ? UInt32(first) : UInt32(first) & (0xFF >> UInt32(length + 1))
    for next in index + 1..<index + length {
      value = unsafe value << 6 | UInt32(bytes[next] & 0x3F)
    }
    self = Unicode.Scalar(value) ?? "\u{FFFD}"
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

  fileprivate var isPlainInJSON: Bool { utf8.allSatisfy(\.isPlainInJSON) }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the next eight bytes are there, and plain in JSON: most are, and are looked at
  /// together.
  fileprivate func holdsEightPlain(at index: Int) -> Bool {
    guard index + 8 <= count else { return false }
    let bytes = unsafe UnsafeRawPointer(baseAddress! + index).loadUnaligned(as: UInt64.self)
    /// The same byte eight times.
    func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
    /// The highest bit of the lowest byte that is 0 is set, and of none below it.
    func zero(_ bytes: UInt64) -> UInt64 { (bytes &- all(1)) & ~bytes }
    let isSpecial =
      bytes | (bytes &- all(0x20)) | zero(bytes ^ all(0x22)) | zero(bytes ^ all(0x5C))
      | zero(bytes ^ all(0x7F))
    return isSpecial & all(0x80) == 0
  }
}

extension UInt8 {
  /// Whether it is a printable ASCII character that JSON does not escape.
  fileprivate var isPlainInJSON: Bool {
    self >= 0x20 && self < 0x7F && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }
}
