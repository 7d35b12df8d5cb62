import GatewayCore
import HTTPTypes
import HummingbirdCore

/// A request whose token is valid, with the route that answers it.
struct RoutedRequest {
  let head: HTTPRequest
  let route: Route
  /// The parts of the path that the route names.
  let named: [String: String]
  let target: RequestTarget
  /// nil for a probe without a token.
  let client: APIClient?

  /// The token first: without it nothing can be learned, not even which paths there are.
  ///
  /// - Parameter answersProbes: whether probes are answered without a token.
  init(
    _ request: Request, by table: RouteTable, for application: any APIApplication,
    answersProbes: Bool
  ) throws(Problem) {
    head = request.head
    guard let client = Self.token(of: head).flatMap(application.client(presenting:)) else {
      guard answersProbes, let probe = table.probe(request.method, head.path) else {
        throw .unauthorized
      }
      route = probe
      named = [:]
      target = try RequestTarget(head.path ?? "")
      client = nil
      return
    }
    target = try RequestTarget(head.path ?? "")
    (route, named) = try table.find(request.method, target.path)
    if let scope = route.scope, !client.authorization.includes(scope) {
      var problem = Problem(.forbidden, "The token lacks the scope that this request needs.")
      problem.scope = scope
      throw problem
    }
    self.client = client
  }

  private static func token(of head: HTTPRequest) -> String? {
    let fields = head.headerFields[fields: .authorization]
    guard fields.count == 1, let value = fields.first?.value else { return nil }
    let words = value.utf8.split(separator: UInt8(ascii: " "))
    guard words.count == 2, Substring(words[0]).lowercased() == "bearer" else { return nil }
    return String(Substring(words[1]))
  }

  private static let keyBytesMax = 255

  /// What tells a repetition of it; nil where it has no key, or may be repeated without one.
  func repetitionKey(body: [UInt8]) throws(Problem) -> RepetitionKey? {
    let keys = head.headerFields[fields: .idempotencyKey]
    guard route.isRepeatable, let key = keys.first?.value else { return nil }
    guard keys.count == 1 else { throw .invalid("A request has one Idempotency-Key.") }
    guard (1...Self.keyBytesMax).contains(key.utf8.count),
      key.utf8.allSatisfy((UInt8(ascii: "!")...UInt8(ascii: "~")).contains)
    else {
      throw .invalid(
        "An Idempotency-Key has 1 to \(Self.keyBytesMax) letters, digits and signs of ASCII.")
    }
    // No part of a path has a slash.
    let path = target.path.joined(separator: "/")
    return RepetitionKey(
      key: Array(key.utf8),
      request: Array("\(route.method.rawValue) /\(path)\n".utf8) + body)
  }

  /// The link to the next page of a list, as in RFC 8288.
  func nextPage(after reply: Reply, _ members: JSONValue) -> String? {
    guard let page = PageRequest(members), let (name, value) = route.next(reply, page) else {
      return nil
    }
    let query = target.query.filter { $0.name != name } + [(name, value)]
    let text = query.map { "\(Percent.encoded($0.name))=\(Percent.encoded($0.value))" }
    let path = target.path.map(Percent.encoded).joined(separator: "/")
    return "</\(path)?\(text.joined(separator: "&"))>; rel=\"next\""
  }
}

/// The part of a list that a client asks for.
struct PageRequest {
  let limit: Int
  /// Otherwise the newest come first.
  let isOldestFirst: Bool

  /// - Parameter members: of the request.
  init?(_ members: JSONValue) {
    guard case .object(let members) = members else { return nil }
    func value(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }
    guard case .integer(let limit) = value("limit") ?? .integer(100) else { return nil }
    self.limit = Int(clamping: limit)
    isOldestFirst = value("order") == .string("oldest_first")
  }
}

extension HTTPField.Name {
  fileprivate static let idempotencyKey = Self("Idempotency-Key")!
}
