import HTTPTypes

/// The path of a route, with parameters: "/v1/contacts/{contact}/accept".
struct PathPattern: Hashable, Sendable {
  enum Segment: Hashable, Sendable {
    case word(String)
    case parameter(String)
  }

  let segments: [Segment]

  init(_ path: String) {
    segments = path.dropFirst().split(separator: "/").map { part in
      part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .word(String(part))
    }
  }

  /// The parts of a path that it names; nil for another route's path.
  func match(_ path: [String]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var named: [String: String] = [:]
    for (part, segment) in zip(path, segments) {
      switch segment {
      case .word(let word): guard part == word else { return nil }
      case .parameter(let name): named[name] = part
      }
    }
    return named
  }
}

/// A route that a method and a path find.
protocol PathRoute {
  var requestMethod: HTTPRequest.Method { get }
  var pattern: PathPattern { get }
}

extension Collection where Element: PathRoute {
  /// - Throws: 404, or 405 with the methods that there are.
  func find(
    _ method: HTTPRequest.Method, _ path: [String]
  ) throws(Problem) -> (route: Element, named: [String: String]) {
    let method = method == .head ? .get : method
    let matches = compactMap { route in
      route.pattern.match(path).map { (route: route, named: $0) }
    }
    // A path of words alone is itself, although a route with a parameter would take it too.
    let best = matches.map(\.named.count).min()
    let found = matches.filter { $0.named.count == best }
    if let match = found.first(where: { $0.route.requestMethod == method }) { return match }
    var methods = found.map(\.route.requestMethod)
    guard !methods.isEmpty else { throw Problem(.notFound, "There is nothing at this path.") }
    var problem = Problem(.methodNotAllowed, "This path has another method.")
    if methods.contains(.get) { methods.append(.head) }
    problem.fields[.allow] = methods.map(\.rawValue).sorted().joined(separator: ", ")
    throw problem
  }
}
