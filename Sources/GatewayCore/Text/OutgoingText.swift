/// Texts on their way to a contact's client. Some clients end a text at a NUL, obey control
/// characters, or turn around what stands beside a direction override.
extension String {
  /// What of a message is sent: lines end with "\n"; control characters but tabs and line feeds,
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

  /// What of a name or a status message is sent: one line, in which a control character or line
  /// end is a space and marks of direction are left out.
  public var asProfileLine: String {
    var result = ""
    for scalar in unicodeScalars where !scalar.isDirectionMark {
      let isBreak = scalar.properties.generalCategory == .control || scalar.isLineEnd
      result.unicodeScalars.append(isBreak ? " " : scalar)
    }
    return result
  }

  /// Bytes that control characters and direction marks begin with, among others.
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
