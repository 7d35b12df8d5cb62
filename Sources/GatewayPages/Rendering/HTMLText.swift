import GatewayCore

/// Text that is safe between tags and in a quoted attribute of HTML: the only kind of text that
/// templates print.
///
/// A character that could hide or act is replaced by what shows it: a control character by its
/// picture, a change of direction and a zero-width character by its number in brackets. Marks and
/// joiners that scripts need stay; `person` isolates them.
public struct HTMLText: Hashable, Sendable {
  public let html: String
  /// Text was left out, because it was too long.
  public let isCut: Bool

  /// Text of the program or of a person, escaped.
  public init(_ text: String) { self.init(text, limits: .none) }

  /// The beginning of a text.
  public init(_ text: String, limits: Limits) {
    var writer = Writer(limits: limits)
    isCut = !writer.write(text)
    html = writer.html
  }

  /// A path and query of this server, for a quoted attribute; escaped like any text where it has
  /// other characters than those have.
  init(path: String) {
    let isPlain = path.utf8.allSatisfy { byte in
      byte.isASCIILetterOrDigit || "/?=&#%-._~:".utf8.contains(byte)
    }
    self = isPlain ? HTMLText(markup: path.replacing("&", with: "&amp;")) : HTMLText(path)
  }

  /// HTML of the program itself.
  init(markup html: String) {
    self.html = html
    isCut = false
  }

  private init(html: String, isCut: Bool) {
    self.html = html
    self.isCut = isCut
  }

  /// A person's text within a line, which keeps its direction to itself.
  public static func person(_ text: String, limits: Limits = .line) -> HTMLText {
    let shown = HTMLText(text, limits: limits)
    let more = shown.isCut ? "…" : ""
    return HTMLText(html: "<bdi>\(shown.html)\(more)</bdi>", isCut: shown.isCut)
  }

  /// How much of a text is shown.
  public struct Limits: Hashable, Sendable {
    /// Bytes of HTML, which escaping makes up to six times as long as the text.
    public var bytes: Int
    /// Line feeds, which make a page long without making it large.
    public var lines: Int
    /// Whether line feeds stay; else they are spaces.
    public var keepsLines: Bool

    public init(bytes: Int, lines: Int = .max, keepsLines: Bool = true) {
      self.bytes = bytes
      self.lines = lines
      self.keepsLines = keepsLines
    }

    public static let none = Limits(bytes: .max)
    /// A name, a label, a file's name.
    public static let line = Limits(bytes: 1_200, keepsLines: false)
    /// A label, or the name of a member of the staff, in a list.
    public static let tag = Limits(bytes: 96, keepsLines: false)
    /// The name of a contact in a list.
    public static let name = Limits(bytes: 180, keepsLines: false)
    /// The beginning of a message in a list of conversations.
    public static let snippet = Limits(bytes: 280, keepsLines: false)
  }

  public var isEmpty: Bool { html.isEmpty }

  public static func + (one: HTMLText, other: HTMLText) -> HTMLText {
    HTMLText(html: one.html + other.html, isCut: one.isCut || other.isCut)
  }
}

extension HTMLText {
  /// Escapes scalar by scalar.
  private struct Writer {
    let limits: Limits
    private(set) var html = ""
    private var bytes = 0
    private var lines = 0
    /// The hidden character at the end, and how often it stands there.
    private var hidden: (scalar: Unicode.Scalar, count: Int)?
    private var isAfterReturn = false

    init(limits: Limits) { self.limits = limits }

    /// - Returns: false where not all of it is written.
    mutating func write(_ text: String) -> Bool {
      for scalar in text.unicodeScalars {
        if scalar.isHiddenOnPages {
          if hidden?.scalar != scalar {
            guard writeHidden() else { return false }
          }
          hidden = (scalar, (hidden?.count ?? 0) + 1)
          continue
        }
        guard writeHidden(), write(scalar) else { return false }
      }
      return writeHidden()
    }

    private mutating func write(_ scalar: Unicode.Scalar) -> Bool {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterReturn: return true
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        guard lines < limits.lines else { return false }
        lines += 1
        return append(limits.keepsLines ? "\n" : " ")
      case "\t": return append(limits.keepsLines ? "\t" : " ")
      default: return append(scalar.escapedForHTML ?? String(scalar))
      }
    }

    /// Writes what stands for hidden characters: "[U+202E]", or "[U+200B×300]".
    private mutating func writeHidden() -> Bool {
      guard let (scalar, count) = hidden else { return true }
      hidden = nil
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return append("[U+\(number)\(count > 1 ? "×\(count)" : "")]")
    }

    private mutating func append(_ piece: String) -> Bool {
      guard bytes + piece.utf8.count <= limits.bytes else { return false }
      bytes += piece.utf8.count
      html += piece
      return true
    }
  }
}

extension Unicode.Scalar {
  /// Whether it changes the direction of its neighbours or takes no room, so that a reader has to
  /// be told of it. The marks and joiners that Arabic, Hebrew and emoji need are not among them.
  fileprivate var isHiddenOnPages: Bool {
    switch value {
    case ..<0xAD, 0xAE..<0x061C, 0x061D..<0x180E, 0x200C...0x200F, 0x061C: false
    case 0x2028, 0x2029: false
    default: isUnseen
    }
  }

  /// What stands for it in HTML; nil where it stands for itself.
  fileprivate var escapedForHTML: String? {
    switch self {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    case "`": "&#96;"
    case "=": "&#61;"
    case "/": "&#47;"
    // Pictures of the control characters.
    case "\0"..<" ": String(Unicode.Scalar(0x2400 + value).map(Character.init) ?? "\u{FFFD}")
    case "\u{7F}": "␡"
    case "\u{80}"..<"\u{A0}": "\u{FFFD}"
    default: nil
    }
  }
}
