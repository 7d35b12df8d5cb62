import GatewayHTTP
import GatewayPages

/// What browsers send to the web inbox: a line with the type of a body, one with cookies, one with
/// languages, and a body. Each line is taken for other fields of a request too.
@Sendable func readWebInput(_ bytes: [UInt8]) {
  let parts = bytes.split(
    separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
  let lines = parts.prefix(3).map { String(decoding: $0, as: UTF8.self) }
  let body = parts.count > 3 ? Array(parts[3]) : bytes
  for type in [lines.first ?? "", "multipart/form-data; boundary=x"] {
    guard let fields = WebInput.fields(ofBody: body, type: type) else { continue }
    for name in ["proof", "key", "text"] {
      let values = fields.all(name)
      precondition(
        values.allSatisfy { !$0.utf8.contains(0) && $0.utf8.count <= body.count },
        "a field is a text of the body")
      precondition((fields.one(name) != nil) == (values.count == 1), "one is one")
    }
  }
  let (session, look) = WebInput.cookies(
    lines.count > 1 ? lines[1] : "", languages: lines.count > 2 ? lines[2] : "")
  precondition(session.map { !$0.utf8.contains(UInt8(ascii: ";")) } ?? true, "a cookie ends")
  precondition(look.languages.count <= 16, "languages have a bound")
  checkFields(lines)
  checkPages(body)
}

/// Where a form comes from, and the part of a file that is asked for.
private func checkFields(_ lines: [String]) {
  guard lines.count == 3 else { return }
  let (origin, authority) = (lines[1], lines[2])
  // What no field has is left out of it before.
  let isText = [origin, authority].allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
  if isText, WebInput.takesForm(from: origin, at: authority) {
    let own = ["null", "http://\(authority)", "https://\(authority)"].map { $0.lowercased() }
    precondition(own.contains(origin.trimmingSpaces.lowercased()), "a form is from here")
  }
  for size in [0, 1, 1_000, UInt64.max] {
    if let part = WebInput.bytes(lines[0], ofSize: size) {
      precondition(part.upperBound <= size, "a part is within its file")
      precondition(size == 0 || !part.isEmpty, "a part is not empty")
    }
  }
}

/// What stands on pages of what people wrote, and where forms lead.
private func checkPages(_ body: [UInt8]) {
  let path = String(decoding: body, as: UTF8.self)
  if WebInput.isPage(path) {
    precondition(path.hasPrefix("/") && !path.hasPrefix("//"), "a page is of this server")
    precondition(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a path is one line")
  }
  for limits in [HTMLText.Limits.none, .line, .snippet] {
    let text = HTMLText(path, limits: limits)
    precondition(text.html.utf8.count <= limits.bytes, "a text has a bound")
    precondition(!text.html.utf8.contains { "<>\"'`=\0\u{1B}".utf8.contains($0) }, "it is no tag")
    let isPlain = text.html.unicodeScalars.allSatisfy {
      !"\u{202E}\u{200B}".unicodeScalars.contains($0)
    }
    precondition(isPlain, "nothing is hidden in it")
  }
}

extension String {
  fileprivate var trimmingSpaces: Substring {
    let rest = drop { $0 == " " }
    return rest.lastIndex { $0 != " " }.map { rest[...$0] } ?? ""
  }
}
