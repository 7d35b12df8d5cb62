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

  /// Whether a text is taken for a page of this server.
  package static func isPage(_ path: String) -> Bool { WebRouteTable.standard.isPage(path) }
}
