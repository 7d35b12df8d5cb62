extension [UInt8] {
  /// Appends a text as a JSON string: quoted, with everything escaped that could end it, act on a
  /// terminal or be invisible. Nothing is lost: a JSON parser gets the original text.
  public mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    defer { append(UInt8(ascii: "\"")) }
    guard !text.isPlainInJSON else { return append(contentsOf: text.utf8) }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append(contentsOf: "\\\"".utf8)
      case "\\": append(contentsOf: "\\\\".utf8)
      case "\n": append(contentsOf: "\\n".utf8)
      case "\r": append(contentsOf: "\\r".utf8)
      case "\t": append(contentsOf: "\\t".utf8)
      default: append(inJSON: scalar)
      }
    }
  }

  /// Appends a finished JSON text, with everything in its strings escaped that could act on a
  /// terminal or be invisible.
  public mutating func append(json text: String) {
    // Outside of its strings JSON has nothing to escape, and inside, control characters are escaped
    // already.
    for scalar in text.unicodeScalars { append(inJSON: scalar) }
  }

  private mutating func append(inJSON scalar: Unicode.Scalar) {
    guard scalar.isUnseen, !scalar.isJSONSpace else {
      return append(contentsOf: String(scalar).utf8)
    }
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
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

extension Unicode.Scalar {
  /// White space between the values of a JSON text; within its strings it is escaped already.
  fileprivate var isJSONSpace: Bool { self == "\n" || self == "\r" || self == "\t" }
}
