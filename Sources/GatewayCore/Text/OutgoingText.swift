/// Texts for a contact's client. Some clients end a text at a NUL, execute control characters, or
/// reverse the text next to a direction override.
extension String {
  /// A message as it is sent: lines end with "\n"; control characters except tabs and line feeds,
  /// and direction embeddings and overrides, are left out.
  public var asMessage: String {
    guard utf8.contains(where: Self.mayNeedCare) else { return self }
    var result = ""
    var scalars = unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      if scalar == "\r" {
        if next != "\n" { result.unicodeScalars.append("\n") }
      } else if !scalar.isUnsendable {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A name or a status message as it is sent: one line, in which a control character or line end
  /// is a space and direction marks are left out.
  public var asProfileLine: String {
    var result = ""
    for scalar in unicodeScalars where !scalar.isDirectionMark {
      let isBreak = scalar.properties.generalCategory == .control || scalar.isLineEnd
      result.unicodeScalars.append(isBreak ? " " : scalar)
    }
    return result
  }

  /// First bytes of control characters and direction marks, and of some other characters.
  private static func mayNeedCare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: "\t"): false
    case ..<0x20, 0x7F, 0xC2, 0xE2: true
    default: false
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isUnsendable: Bool {
    switch self {
    case "\n", "\t": false
    case "\u{202A}"..."\u{202E}": true
    default: properties.generalCategory == .control
    }
  }

  /// Embeddings, overrides and isolates.
  fileprivate var isDirectionMark: Bool {
    ("\u{202A}"..."\u{202E}").contains(self) || ("\u{2066}"..."\u{2069}").contains(self)
  }

  fileprivate var isLineEnd: Bool { self == "\u{2028}" || self == "\u{2029}" }
}
