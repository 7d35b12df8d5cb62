/// A stranger's name of a file, made harmless step by step.
struct CleanedFileName {
  /// Bytes of a name that is shown. Systems take 255; the rest is room for "copy of" and the like.
  static let bytesMax = 180
  /// Bytes of what is taken for an extension when a long name is cut.
  private static let extensionBytesMax = 16
  /// Marks above one letter; more of them cover the lines around it.
  private static let marksMax = 3
  private static let nameless = "file"

  private(set) var text: String

  init(_ claimed: String) {
    text = Self.lastComponent(of: claimed)
    text = Self.visible(text)
    text = Self.trimmed(text)
    text = Self.unreserved(text)
    text = Self.cut(text)
    text = Self.withPlainExtension(text)
  }

  /// What stands behind the last separator, of whatever system.
  private static func lastComponent(of claimed: String) -> String {
    let isSeparator: (Unicode.Scalar) -> Bool = { $0 == "/" || $0 == "\\" }
    let components = claimed.unicodeScalars.split(whereSeparator: isSeparator)
    let named = components.last { $0.contains { $0 != "." && $0 != " " } }
    guard let last = named ?? components.last else { return "" }
    return String(last)
  }

  /// Without scalars that can't be seen or act on what is around them; each run of white space is
  /// one space, and each sign that a system has a use for an underscore.
  private static func visible(_ name: String) -> String {
    var result = String.UnicodeScalarView()
    var marks = 0
    // Scripts and emoji need joiners; beside ASCII they only hide.
    var joiners: [Unicode.Scalar] = []
    for scalar in name.unicodeScalars where !scalar.isHidden {
      if scalar.joins {
        if let last = result.last, !last.isASCII, joiners.count < 2 { joiners.append(scalar) }
        continue
      }
      marks = scalar.isMark ? marks + 1 : 0
      if scalar.isMark, result.isEmpty || result.last == " " || marks > marksMax { continue }
      let kept = scalar.isBlank ? " " : scalar.isForName ? scalar : "_"
      if !kept.isASCII { result.append(contentsOf: joiners) }
      joiners = []
      if kept != " " || result.last != " " { result.append(kept) }
    }
    return String(result)
  }

  /// An extension of letters that merely look like those of another one is none.
  private static func withPlainExtension(_ name: String) -> String {
    guard let dot = name.unicodeScalars.lastIndex(of: ".") else { return name }
    let start = name.unicodeScalars.index(after: dot)
    let plain = name.unicodeScalars[start...].map { $0.isASCII ? $0 : "_" }
    return String(name.unicodeScalars[..<start]) + String(String.UnicodeScalarView(plain))
  }

  /// Without what systems cut off or take for something else at the ends: trailing dots and spaces,
  /// the dot of a hidden file, the sign of an option or of a home.
  private static func trimmed(_ name: String) -> String {
    var scalars = Substring(name).unicodeScalars
    while let first = scalars.first, first == " " { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "." { scalars.removeLast() }
    guard let first = scalars.first else { return nameless }
    guard [".", "-", "~"].contains(first) else { return String(scalars) }
    return "_" + String(scalars.dropFirst())
  }

  /// At most `bytesMax` bytes of whole characters, with the extension.
  private static func cut(_ name: String) -> String {
    guard name.utf8.count > bytesMax else { return name }
    let ending = fileExtension(of: name).flatMap { $0.utf8.count <= extensionBytesMax ? $0 : nil }
    let room = bytesMax - (ending?.utf8.count ?? 0)
    var stem = ""
    for character in name {
      guard stem.utf8.count + character.utf8.count <= room else { break }
      stem.append(character)
    }
    return trimmed(stem) + (ending ?? "")
  }

  /// From the last dot on; nil where nothing stands before it or behind it.
  private static func fileExtension(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
      name.index(after: dot) < name.endIndex
    else { return nil }
    return String(name[dot...])
  }

  /// Names that Windows takes for a device whatever follows their first dot, and files that it acts
  /// on by their name.
  private static func unreserved(_ name: String) -> String {
    let lower = name.lowercased()
    var stem = lower.prefix { $0 != "." }
    while stem.last == " " { stem.removeLast() }
    let isNumbered =
      ["com", "lpt"].contains { stem.hasPrefix($0) } && stem.count == 4
      && "0123456789¹²³".contains(stem.last ?? " ")
    let isReserved = isNumbered || devices.contains(String(stem)) || actedOn.contains(lower)
    return isReserved ? "_" + name : name
  }

  private static let devices: Set<String> = ["con", "prn", "aux", "nul", "conin$", "conout$"]
  private static let actedOn: Set<String> = [
    "autorun.inf", "desktop.ini", "folder.htt", "thumbs.db",
  ]
}

extension Unicode.Scalar {
  /// White space, and letters that show nothing.
  fileprivate var isBlank: Bool {
    switch value {
    // Line feeds and tabs too; the other control characters are no blanks.
    case 0x09...0x0D: true
    case 0x2800, 0x3164, 0xFFA0, 0x115F, 0x1160: true
    default: properties.isWhitespace
    }
  }

  /// Both joiners and the variation selectors.
  fileprivate var joins: Bool {
    switch value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
    default: false
    }
  }

  fileprivate var isHidden: Bool {
    !joins && !isBlank && (isUnseen || properties.isDefaultIgnorableCodePoint)
  }

  /// Above or below the letter before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: !joins
    default: false
    }
  }

  /// Whether it may stand in a name on every usual system, and looks like nothing that may not.
  fileprivate var isForName: Bool {
    switch self {
    case "<", ">", ":", "\"", "|", "?", "*", "/", "\\", "`": false
    // Look-alikes of separators, of the colon and of the dot.
    case "\u{2044}", "\u{2215}", "\u{2216}", "\u{29F5}", "\u{29F8}", "\u{29F9}", "\u{FE68}",
      "\u{FF0F}", "\u{FF3C}", "\u{2571}", "\u{2572}":
      false
    case "\u{FF1A}", "\u{FE55}", "\u{2236}", "\u{A789}", "\u{02D0}": false
    case "\u{2024}", "\u{FE52}", "\u{FF0E}", "\u{0701}", "\u{0702}", "\u{A60E}", "\u{10A50}":
      false
    default:
      switch properties.generalCategory {
      case .privateUse, .unassigned, .surrogate, .control: false
      default: true
      }
    }
  }
}
