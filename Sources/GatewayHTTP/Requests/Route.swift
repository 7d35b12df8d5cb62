import GatewayCore
import HTTPTypes

/// One row of the route table: a method and a path, and the request of the application interface
/// that they mean.
struct Route: Sendable {
  enum Operation: Hashable, Sendable {
    case command(String)
    case query(String)
    /// The events as they happen.
    case subscription
    /// This table as a document.
    case document
    /// The bytes of a file.
    case content
    /// A body of bytes that are stored.
    case upload
    case probe(Probe)
  }

  var method: HTTPRequest.Method
  /// "/v1/contacts/{contact}/accept"
  var path: String
  var operation: Operation
  /// nil: any token.
  var scope: Scope?
  var parameters: [Parameter]
  /// Members of the request that are the same for each client.
  var members: [JSONValue.Member]
  var success: HTTPResponse.Status
  /// The replies that it has where it succeeds.
  var replies: [Reply.Name]
  /// Whether a client may repeat it with the same key.
  var isRepeatable: Bool
  /// Whether its path names one message: an empty list means that it is not there.
  var namesOne: Bool
  var bodyBytesMax: Int
  /// Whether the answer is the text of the reply, for Prometheus, instead of JSON.
  var isText: Bool
  /// The parameter that continues a list behind this reply; nil at its end.
  var next: @Sendable (Reply, _ page: PageRequest) -> (name: String, value: String)?
  /// One sentence.
  var help: String

  let pattern: PathPattern

  init(
    _ method: HTTPRequest.Method, _ path: String, does operation: Operation, needs scope: Scope?,
    with parameters: [Parameter] = [], members: [JSONValue.Member] = [],
    success: HTTPResponse.Status = .ok, replies: [Reply.Name], isRepeatable: Bool = false,
    namesOne: Bool = false, bodyBytesMax: Int = 16_384, isText: Bool = false,
    next: @escaping @Sendable (Reply, PageRequest) -> (name: String, value: String)? = { _, _ in
      nil
    },
    help: String
  ) {
    self.method = method
    self.path = path
    self.operation = operation
    self.scope = scope
    self.parameters = parameters
    self.members = members
    self.success = success
    self.replies = replies
    self.isRepeatable = isRepeatable
    self.namesOne = namesOne
    self.bodyBytesMax = bodyBytesMax
    self.isText = isText
    self.next = next
    self.help = help
    pattern = PathPattern(path)
  }

  var takesBody: Bool { parameters.contains { $0.place == .body } }

  /// The parts of its path; nil where one of them is a parameter.
  fileprivate var words: [String]? {
    let words = pattern.segments.compactMap { if case .word(let word) = $0 { word } else { nil } }
    return words.count == pattern.segments.count ? words : nil
  }
}

extension Route: PathRoute {
  var requestMethod: HTTPRequest.Method { method }
}

/// All routes.
struct RouteTable: Sendable {
  let routes: [Route]
  /// The routes whose paths are words alone, by these.
  private let literals: [[String]: [Int]]

  init(routes: [Route]) {
    self.routes = routes
    literals = Dictionary(grouping: routes.indices.filter { routes[$0].words != nil }) {
      routes[$0].words ?? []
    }
  }

  static let standard = RouteTable(
    routes: Route.health + Route.status + Route.contacts + Route.messages + Route.conversations
      + Route.triage + Route.deliveries + Route.tokens + Route.staff + Route.events
      + Route.broadcasts + Route.confirmations + Route.files
      + Route.uploads)

  /// The first parts of all paths.
  var firstWords: Set<String> {
    Set(
      routes.compactMap { route in
        if case .word(let word)? = route.pattern.segments.first { word } else { nil }
      })
  }

  /// The route of a probe; nil for anything else, also for what could be read as one.
  func probe(_ method: HTTPRequest.Method, _ path: String?) -> Route? {
    guard [.get, .head].contains(method) else { return nil }
    return routes.first { route in
      if case .probe = route.operation { route.path == path } else { false }
    }
  }

  /// - Throws: 404, or 405 with the methods that there are.
  func find(
    _ method: HTTPRequest.Method, _ path: [String]
  ) throws(Problem) -> (route: Route, named: [String: String]) {
    let method = method == .head ? .get : method
    // A path of words alone is found without a search.
    if let literal = literals[path],
      let index = literal.first(where: { routes[$0].method == method })
    {
      return (routes[index], [:])
    }
    return try routes.find(method, path)
  }
}
