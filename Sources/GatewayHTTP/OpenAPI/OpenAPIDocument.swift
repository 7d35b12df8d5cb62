import GatewayCore
import HTTPTypes

/// The route table as an OpenAPI document.
///
/// - Source: https://spec.openapis.org/oas/v3.1.0
package enum OpenAPIDocument {
  /// JSON in one line.
  package static let standard = text(of: .standard)

  private static func text(of table: RouteTable) -> String {
    var paths: [JSONValue.Member] = []
    for route in table.routes {
      let operation = JSONValue.Member(
        route.method.rawValue.lowercased(), .object(route.operationObject))
      if let index = paths.firstIndex(where: { $0.name == route.path }),
        case .object(let operations) = paths[index].value
      {
        paths[index].value = .object(operations + [operation])
      } else {
        paths.append(.init(route.path, .object([operation])))
      }
    }
    let schemas = Schema.components.map { JSONValue.Member($0.name, $0.schema.json) }
    let bearer = JSONValue.object([
      .init("type", .string("http")), .init("scheme", .string("bearer")),
    ])
    return JSONValue.object([
      .init("openapi", .string("3.1.0")),
      .init(
        "info",
        .object([.init("title", .string("Postern")), .init("version", .string("1"))])),
      .init("paths", .object(paths)),
      .init(
        "components",
        .object([
          .init("schemas", .object(schemas)),
          .init("securitySchemes", .object([.init("token", bearer)])),
        ])),
      .init("security", .array([.object([.init("token", .array([]))])])),
    ]).text
  }
}

extension Route {
  fileprivate var operationObject: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("operationId", .string(operationID)), .init("summary", .string(help)),
    ]
    if let scope { members.append(.init("description", .string("Scope: \(scope.rawValue)."))) }
    let others = parameters.filter { $0.place != .body }
    var fields = others.map(\.object)
    if isRepeatable { fields.append(Self.keyField) }
    if case .content = operation { fields.append(Self.rangeField) }
    if !fields.isEmpty { members.append(.init("parameters", .array(fields))) }
    if takesBody { members.append(.init("requestBody", requestBody)) }
    if case .upload = operation { members.append(.init("requestBody", Self.bytesBody)) }
    members.append(.init("responses", .object(responses)))
    return members
  }

  /// "post_contacts_contact_accept"
  private var operationID: String {
    let words = path.split { !$0.isLetter }.map(String.init).filter { $0 != "v" }
    return ([method.rawValue.lowercased()] + words).joined(separator: "_")
  }

  private static let keyField = JSONValue.object([
    .init("name", .string("Idempotency-Key")), .init("in", .string("header")),
    .init("description", .string("Makes it safe to repeat the request.")),
    .init(
      "schema",
      .object([
        .init("type", .string("string")), .init("minLength", .integer(1)),
        .init("maxLength", .integer(255)), .init("pattern", .string("^[!-~]+$")),
      ])),
  ])

  private static let rangeField = JSONValue.object([
    .init("name", .string("Range")), .init("in", .string("header")),
    .init(
      "description",
      .string("One range of bytes; with If-Range and the ETag, only of the same file.")),
    .init(
      "schema",
      .object([
        .init("type", .string("string")),
        .init("pattern", .string("^bytes=([0-9]+-[0-9]*|-[0-9]+)$")),
      ])),
  ])

  private static let bytesBody = JSONValue.object([
    .init("required", .boolean(true)),
    .init("content", content(.text, FileContent.unknownType)),
  ])

  private var requestBody: JSONValue {
    let body = parameters.filter { $0.place == .body }
    let schema = Schema.object(body.map { ($0.isNeeded ? $0.name : "\($0.name)?", $0.schema) })
    return .object([
      .init("required", .boolean(true)), .init("content", Self.content(schema, "application/json")),
    ])
  }

  private static func content(_ schema: Schema, _ type: String) -> JSONValue {
    .object([.init(type, .object([.init("schema", schema.json)]))])
  }

  private var responses: [JSONValue.Member] {
    let failures = [400, 401, 403, 404, 405, 409, 413, 415, 421, 422, 431, 503]
      .map { JSONValue.Member(String($0), Self.problem) }
    if case .content = operation {
      return [.init("200", answer), .init("206", answer), .init("416", Self.problem)] + failures
    }
    guard case .probe = operation else { return [.init(String(success.code), answer)] + failures }
    let unmet = JSONValue.object([.init("description", .string("It is not."))])
    return [.init("200", .object([.init("description", .string("It is."))])), .init("503", unmet)]
      + failures.filter { $0.name != "503" }
  }

  private static let problem = JSONValue.object([
    .init("description", .string("It went wrong.")),
    .init("content", content(.reference("Problem"), Problem.mediaType)),
  ])

  private var answer: JSONValue {
    let schema: Schema
    let type: String
    switch operation {
    case .subscription: (schema, type) = (.text, "text/event-stream")
    case .content: (schema, type) = (.text, FileContent.unknownType)
    case .upload: (schema, type) = (UploadedContent.schema, "application/json")
    case .document, .probe: (schema, type) = (.anyObject, "application/json")
    case .command, .query:
      (schema, type) =
        isText ? (.text, "text/plain") : (Schema.replies(replies), "application/json")
    }
    return .object([
      .init("description", .string(help)), .init("content", Self.content(schema, type)),
    ])
  }
}

extension Parameter {
  fileprivate var object: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("in", .string(place.rawValue)),
      .init("description", .string(help)), .init("schema", schema.json),
    ]
    if isNeeded { members.append(.init("required", .boolean(true))) }
    if case .choices = kind { members.append(.init("explode", .boolean(false))) }
    return .object(members)
  }
}
