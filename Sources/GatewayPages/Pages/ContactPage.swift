public import GatewayCore

/// The page for the public, as one file: the address, how to reach it safely, and what that does
/// not protect. It needs no script and nothing of any server.
public struct ContactPage: Sendable {
  /// The modules of a QR code, without the light edge around it.
  public struct Code: Sendable {
    /// Modules on a side.
    public var width: Int
    /// Row by row; true is dark.
    public var isDark: [Bool]

    /// - Precondition: `isDark` has `width * width` elements.
    public init(width: Int, isDark: [Bool]) {
      precondition(isDark.count == width * width, "a QR code is a square")
      self.width = width
      self.isDark = isDark
    }
  }

  /// Of the newsroom, as its readers know it.
  public var name: String
  /// 76 hex digits.
  public var toxID: String
  /// By which readers compare it.
  public var checkWords: CheckWords
  public var code: Code
  /// One section each, in this order.
  public var languages: [Language]

  /// - Precondition: `languages` is not empty.
  public init(
    name: String, toxID: String, checkWords: CheckWords, code: Code, languages: [Language]
  ) {
    precondition(!languages.isEmpty, "a page has a language")
    self.name = name
    self.toxID = toxID
    self.checkWords = checkWords
    self.code = code
    self.languages = languages
  }

  /// No script, no other file, no form. The style is in the page, so that it is one file.
  static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  public func html() -> [UInt8] {
    let first = languages[0]
    let picture = svg
    // Each section has all of it: names that are missing there would be looked up outside.
    let versions = languages.map { language -> PageView in
      [
        "lang": .text(language.rawValue), "dir": .text(language.direction),
        "ownName": .html(HTMLText(markup: language.ownName)),
        "w": .words(language.strings.byName), "id": .text(toxID), "picture": .html(picture),
        "checkWords": .text(checkWords.text),
      ]
    }
    let shownName = name.isEmpty ? HTMLText("Tox") : HTMLText.person(name)
    let title = first.strings.text(.contactTitle)
    let plainName = name.isEmpty ? HTMLText("") : HTMLText(name, limits: .line) + HTMLText(" · ")
    let view: PageView = [
      "lang": .text(first.rawValue), "dir": .text(first.direction), "policy": .text(Self.policy),
      "style": .html(HTMLText(markup: Style.contact)), "title": .html(plainName + title),
      "name": .html(shownName), "hasChoice": .flag(languages.count > 1),
      "languagesTitle": .html(first.strings.text(.language)), "versions": .rows(versions),
    ]
    return Array(PageTemplate.contact.render(view).html.utf8)
  }

  /// Dark on light whatever the colours of the page are: readers of codes need it so.
  private var svg: HTMLText {
    let quiet = 4
    let side = code.width + 2 * quiet
    var path = ""
    for row in 0..<code.width {
      var column = 0
      while column < code.width {
        guard code.isDark[row * code.width + column] else {
          column += 1
          continue
        }
        let start = column
        while column < code.width, code.isDark[row * code.width + column] { column += 1 }
        path += "M\(start + quiet) \(row + quiet)h\(column - start)v1h-\(column - start)z"
      }
    }
    return HTMLText(
      markup: """
        <svg viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges" role="img" \
        aria-label="QR"><rect width="\(side)" height="\(side)" fill="#fff"/>\
        <path d="\(path)" fill="#000"/></svg>
        """)
  }
}
