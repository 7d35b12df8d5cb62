extension Unicode.Scalar {
  /// Whether it can act on a terminal or hide in a line: it moves the cursor, ends the line,
  /// changes the direction of neighbouring text, or is invisible.
  ///
  /// Characters that scripts and emoji need stay: both joiners and the variation selectors.
  public var isUnseen: Bool {
    switch value {
    case 0x00..<0x20, 0x7F..<0xA0: true
    case 0x20..<0x7F: false
    // Both joiners.
    case 0x200C, 0x200D: false
    // All between the invisible ones in nearly all that is written, where the properties would take
    // most of the time.
    case 0xA0..<0xAD, 0xAE..<0x061C, 0x061D..<0x180E, 0x180F..<0x200B, 0x2010..<0x2028,
      0x2030..<0x2060, 0x2070..<0xD800, 0x1_F000..<0xE_0000, 0xE_1000...0x10_FFFF:
      false
    default: isUnseenByProperties
    }
  }

  /// The same for any scalar beyond U+009F but the joiners.
  package var isUnseenByProperties: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Direction marks, embeddings, overrides and isolates, tags, zero-width and soft breaks; the
    // few others of this category are visible.
    case .format: properties.isDefaultIgnorableCodePoint
    // Reserved by Unicode for more of this kind.
    case .unassigned: properties.isDefaultIgnorableCodePoint
    default: false
    }
  }

  /// Of a script that is written from right to left, such as Hebrew and Arabic.
  fileprivate var isRightToLeft: Bool {
    switch value {
    case 0x0590..<0x0900, 0xFB1D..<0xFE00, 0xFE70..<0xFF00, 0x1_0800..<0x1_1000,
      0x1_E800..<0x1_F000:
      true
    default: false
    }
  }

  /// The replacement where this one can't be shown: a picture of a control character; nothing for
  /// an invisible one.
  fileprivate var substitute: Unicode.Scalar? {
    switch value {
    case 0x00..<0x20: Unicode.Scalar(0x2400 + value)
    case 0x7F: "␡"
    case 0x80..<0xA0: "\u{FFFD}"
    default: nil
    }
  }
}

extension StringProtocol {
  /// This text, which may come from a stranger, as part of one line: nothing in it acts on a
  /// terminal, ends the line, or changes the direction of what follows.
  public var shownInLine: String {
    guard hasUnusual else { return String(self) }
    let shown = shownScalars { $0 == "\t" ? " " : "⏎" }
    guard shown.contains(where: \.isRightToLeft) else { return String(shown) }
    // Isolated, so that the digits and brackets after it keep their place.
    return "\u{2068}\(String(shown))\u{2069}"
  }

  /// This text, which may come from a stranger, as separate lines; line feeds and tabs stay.
  ///
  /// - Parameter indent: prefix of each line but the first, so that none passes for another line of
  ///   the output.
  public func shownAsLines(indent: String = "") -> String {
    guard hasUnusual else { return String(self) }
    let shown = String(shownScalars { $0 == "\t" ? "\t" : "\n" })
    return indent.isEmpty ? shown : shown.replacing("\n", with: "\n\(indent)")
  }

  private var hasUnusual: Bool { !utf8.allSatisfy { (0x20..<0x7F).contains($0) } }

  /// - Parameter space: replaces a line feed or a tab.
  private func shownScalars(
    space: (Unicode.Scalar) -> Unicode.Scalar
  ) -> String.UnicodeScalarView {
    var shown = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in unicodeScalars {
      let endsReturn = isAfterReturn && scalar == "\n"
      isAfterReturn = scalar == "\r"
      switch scalar {
      case "\n" where endsReturn: continue
      case "\t", "\n": shown.append(space(scalar))
      // A carriage return alone would move the cursor to the line's beginning.
      case "\r", "\u{85}", "\u{2028}", "\u{2029}": shown.append(space("\n"))
      default:
        guard scalar.isUnseen else {
          shown.append(scalar)
          continue
        }
        if let substitute = scalar.substitute { shown.append(substitute) }
      }
    }
    return shown
  }
}
