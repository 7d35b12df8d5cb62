import GatewayCore
import HTTPTypes

/// What browsers send, as bytes of any kind: for the fuzzer, which is no server.
package enum WebInput {
  /// The fields of a form; nil where it is none.
  package static func fields(ofBody bytes: [UInt8], type: String) -> WebFields? {
    if let boundary = MultipartForm.boundary(of: type) {
      return try? MultipartForm.fields(bytes, boundary: boundary)
    }
    return WebForm.isForm(type) ? try? WebForm.fields(bytes) : nil
  }

  /// The value of the session's cookie, and the look, that the header fields of a browser give.
  package static func cookies(
    _ cookie: String, languages: String
  ) -> (session: String?, look: WebLook) {
    var head = HTTPRequest(
      method: .get, scheme: nil, authority: "127.0.0.1:8080", path: "/",
      headerFields: [.acceptLanguage: languages])
    head.headerFields.append(HTTPField(name: .cookie, value: cookie))
    let cookies = WebCookies(head, isEncrypted: false)
    return (cookies[.session], WebLook(head, cookies))
  }

  /// Whether a form is taken that says to come from this origin.
  package static func takesForm(from origin: String, at authority: String) -> Bool {
    let head = HTTPRequest(
      method: .post, scheme: nil, authority: authority, path: "/look",
      headerFields: [.origin: origin])
    return WebOrigin.refusal(of: head, isEncrypted: false) == nil
  }

  /// The bytes of a file of this size that a field `Range` asks for; nil where there are none.
  package static func bytes(_ range: String, ofSize size: UInt64) -> Range<UInt64>? {
    switch ByteSelection(range: range, if: nil, tag: nil, size: size) {
    case .all: 0..<size
    case .part(let part): part
    case .unsatisfiable: nil
    }
  }

  /// Whether a text is taken for a page of this server.
  package static func isPage(_ path: String) -> Bool { WebRouteTable.standard.isPage(path) }
}
