import GatewayHTTP

/// What browsers send to the web inbox: a line with the type of a body, one with cookies, one with
/// languages, and a body.
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
  let path = String(decoding: body, as: UTF8.self)
  if WebInput.isPage(path) {
    precondition(path.hasPrefix("/") && !path.hasPrefix("//"), "a page is of this server")
    precondition(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a path is one line")
  }
}
