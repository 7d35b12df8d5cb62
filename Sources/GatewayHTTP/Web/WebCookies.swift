import HTTPTypes

/// The cookies of the web inbox.
///
/// Browsers keep cookies by host alone: where several servers on one machine have a port each, each
/// has names of its own.
struct WebCookies {
  let isEncrypted: Bool
  private let prefix: String
  private let sent: [(name: Substring, value: Substring)]

  enum Name: String {
    /// The secret of a session.
    case session
    /// The secret of a browser without a session: its form to sign in is bound to it.
    case visit
    /// By which a browser is known again in which a member signed in.
    case device
    /// The language and the colours that were chosen.
    case look
  }

  init(_ head: HTTPRequest, isEncrypted: Bool) {
    self.isEncrypted = isEncrypted
    let port = head.authority?.split(separator: ":").last.flatMap { UInt16($0) }
    prefix = (isEncrypted ? "__Host-" : "") + "postern-" + (port.map { "\($0)-" } ?? "")
    sent = head.headerFields[fields: .cookie].flatMap { field in
      field.value.split(separator: ";").compactMap { part in
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        return (halves[0].drop { $0 == " " }, halves[1])
      }
    }
  }

  /// The value of a cookie; nil where there is none, or several of one name: one of them may be
  /// another server's.
  subscript(_ name: Name) -> String? {
    let values = sent.filter { $0.name == prefix + name.rawValue }
    return values.count == 1 ? String(values[0].value) : nil
  }

  /// Whether there are several of one name.
  func isDoubled(_ name: Name) -> Bool { sent.count { $0.name == prefix + name.rawValue } > 1 }

  /// What sets a cookie, until the browser is closed.
  ///
  /// - Parameters:
  ///   - value: letters, digits, "-", "_" and "." alone; empty: removes it.
  ///   - lifetime: in seconds.
  func setting(_ name: Name, to value: String, lifetime: Int? = nil) -> HTTPField {
    var text = "\(prefix)\(name.rawValue)=\(value); Path=/; HttpOnly; SameSite=Strict"
    if isEncrypted { text += "; Secure" }
    if let lifetime {
      text += "; Max-Age=\(lifetime)"
    } else if value.isEmpty {
      text += "; Max-Age=0"
    }
    return HTTPField(name: .setCookie, value: text)
  }
}

extension WebLook {
  /// Of `Accept-Language` and the cookie.
  init(_ head: HTTPRequest, _ cookies: WebCookies) {
    self.init(languages: Self.languages(head.headerFields[.acceptLanguage] ?? ""))
    // "de.dark"
    let words = (cookies[.look] ?? "").split(separator: ".", omittingEmptySubsequences: false)
    guard words.count == 2 else { return }
    language = Self.word(words[0])
    theme = Self.word(words[1])
  }

  /// The value of its cookie.
  var cookie: String { "\(language ?? "").\(theme ?? "")" }

  /// A word that a page may be asked for: 1 to 12 small letters, nil for any other.
  static func word(_ text: some StringProtocol) -> String? {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy(letters.contains) else {
      return nil
    }
    return String(text)
  }

  private static let languagesMax = 16

  /// - Parameter text: as RFC 9110, 12.5.4, has it: "de-CH, de;q=0.9, en;q=0.5"
  private static func languages(_ text: String) -> [String] {
    let ranges = text.split(separator: ",").prefix(languagesMax).compactMap {
      range -> (language: String, weight: Double)? in
      let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
      guard let tag = parts.first?.split(separator: "-").first,
        let language = word(tag.lowercased())
      else { return nil }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      return (language, weight.flatMap { Double($0) } ?? 1)
    }
    return ranges.enumerated().filter { $0.element.weight > 0 }.sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }.map(\.element.language)
  }
}
