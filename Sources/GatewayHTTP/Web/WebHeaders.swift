import HTTPTypes

/// What each answer of the web inbox has, errors too.
enum WebHeaders {
  /// Styles, scripts and images of this server alone; forms to it alone; in no frame.
  static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    + " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  static let all: HTTPFields = [
    .cacheControl: "no-store", .xContentTypeOptions: "nosniff", .contentSecurityPolicy: policy,
    HTTPField.Name("X-Frame-Options")!: "DENY",
    HTTPField.Name("Referrer-Policy")!: "no-referrer",
    HTTPField.Name("Cross-Origin-Opener-Policy")!: "same-origin",
    HTTPField.Name("Cross-Origin-Embedder-Policy")!: "require-corp",
    HTTPField.Name("Cross-Origin-Resource-Policy")!: "same-origin",
    HTTPField.Name("Origin-Agent-Cluster")!: "?1",
    HTTPField.Name("Permissions-Policy")!:
      "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), payment=(),"
      + " usb=()",
    HTTPField.Name("X-DNS-Prefetch-Control")!: "off",
    HTTPField.Name("X-Robots-Tag")!: "noindex, nofollow",
  ]

  /// A name with a hash in it never has another content.
  static let lasting = "public, max-age=31536000, immutable"
}

extension APIAnswer {
  /// An answer of the web inbox.
  init(_ status: HTTPResponse.Status, _ body: WebBody) {
    self.init(status, body: body.bytes, type: body.type)
    common = WebHeaders.all
  }

  static func redirect(to path: String) -> APIAnswer {
    var answer = APIAnswer(.seeOther)
    answer.fields[.location] = path
    answer.common = WebHeaders.all
    return answer
  }
}
