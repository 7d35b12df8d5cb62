import GatewayCore
import HTTPTypes

/// What went wrong with a request.
///
/// - Source: RFC 9457
struct Problem: Error, Hashable {
  var status: HTTPResponse.Status
  /// One sentence for a person.
  var detail: String
  /// Why, where pages say it in the reader's language.
  var reason: RefusalReason?
  /// The scope that is missing.
  var scope: Scope?
  var fields: HTTPFields = [:]
  /// Whether the connection closes with it.
  var closes = false
  /// Whether the request is counted already, by its connection.
  var isCounted = false

  init(_ status: HTTPResponse.Status, _ detail: String, because reason: RefusalReason? = nil) {
    self.status = status
    self.detail = detail
    self.reason = reason
  }

  static let mediaType = "application/problem+json"

  var answer: APIAnswer {
    var members: [JSONValue.Member] = [
      .init("type", .string("about:blank")), .init("title", .string(status.reasonPhrase)),
      .init("status", .integer(Int64(status.code))), .init("detail", .string(detail)),
    ]
    if let scope { members.append(.init("scope", .string(scope.rawValue))) }
    var answer = APIAnswer(
      status, body: Array(JSONValue.object(members).text.utf8), type: Self.mediaType)
    for field in fields { answer.fields.append(field) }
    if closes { answer.fields[.connection] = "close" }
    return answer
  }
}

extension Problem {
  /// The same for every path: without a token nothing can be learned.
  static var unauthorized: Problem {
    var problem = Problem(
      .unauthorized,
      "A request needs a valid token: Authorization: Bearer postern_… or, to a hook, its proof:"
        + " `postern hooks list` shows why it was refused.")
    problem.fields[.wwwAuthenticate] = "Bearer"
    problem.closes = true
    return problem
  }

  static var tooLarge: Problem {
    var problem = Problem(
      .contentTooLarge, "The body is too large for this request.", because: .formSize)
    problem.closes = true
    return problem
  }

  static func invalid(_ detail: String) -> Problem { Problem(.badRequest, detail) }

  /// What a failed request means.
  init(_ sentence: String, _ kind: FailureKind) {
    let status: HTTPResponse.Status =
      switch kind {
      case .refused: .conflict
      case .absent: .notFound
      case .forbidden: .forbidden
      case .invalid: .badRequest
      case .differs: .unprocessableContent
      case .unavailable: .serviceUnavailable
      }
    self.init(status, sentence)
    if kind == .unavailable { fields[.retryAfter] = "1" }
  }
}

/// An answer with a body that is whole.
struct APIAnswer: Hashable {
  var status: HTTPResponse.Status
  var body: [UInt8]
  /// Those of every answer are added to it.
  var fields: HTTPFields = [:]
  /// Those of every answer of its kind, which its own ones replace.
  var common = Self.securityFields

  init(_ status: HTTPResponse.Status, body: [UInt8], type: String = "application/json") {
    self.status = status
    self.body = body
    fields[.contentType] = type
  }

  /// A status alone.
  init(_ status: HTTPResponse.Status) {
    self.status = status
    body = []
  }

  /// For an answer of any kind: a browser neither stores it, nor shows it in a frame, nor takes it
  /// for anything else.
  static let securityFields: HTTPFields = [
    .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    HTTPField.Name("Referrer-Policy")!: "no-referrer",
    HTTPField.Name("Cross-Origin-Resource-Policy")!: "same-origin",
  ]

  var allFields: HTTPFields {
    var all = fields
    all.append(contentsOf: common.filter { fields[$0.name] == nil })
    // RFC 9110, 8.6
    if status != .noContent { all[.contentLength] = String(body.count) }
    return all
  }
}
