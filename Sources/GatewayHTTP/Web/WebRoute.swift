package import GatewayCore
import HTTPTypes

/// One row of the table of the web inbox: a method and a path, and what a browser needs for it.
package struct WebRoute: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// What a browser has to have.
  package enum Access: Hashable, Sendable {
    /// Nothing: the page to sign in, and what it looks like.
    case anyone
    /// A session, of any kind.
    case signedIn
    /// A session whose client has this scope.
    case scope(Scope)
  }

  package enum Action: Hashable, Sendable {
    /// The form to sign in.
    case signInForm
    case signIn
    case signOut
    /// A style, a script or an image of the pages, by a name with its hash.
    case asset
    /// Chooses the language and the colours of the pages.
    case setLook
    /// Answered by the application.
    case page(WebPage)
  }

  package var method: Method
  /// "/conversations/{contact}"
  package var path: String
  package var action: Action
  package var access: Access
  /// Whether asking for it shows that a person is there: what a script asks for by itself does not
  /// keep a session from its end.
  package var isActivity: Bool

  let segments: [Segment]

  enum Segment: Hashable, Sendable {
    case word(String)
    case parameter(String)
  }

  init(
    _ method: Method, _ path: String, does action: Action, needs access: Access,
    isActivity: Bool = true
  ) {
    self.method = method
    self.path = path
    self.action = action
    self.access = access
    self.isActivity = isActivity
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

/// All routes of the web inbox.
package struct WebRouteTable: Sendable {
  package let routes: [WebRoute]

  package init(routes: [WebRoute]) { self.routes = routes }

  /// - Throws: 404, or 405 with the methods that there are.
  func find(
    _ method: HTTPRequest.Method, _ path: [String]
  ) throws(Problem) -> (route: WebRoute, named: [String: String]) {
    let name = method == .head ? "GET" : method.rawValue
    let matches = routes.compactMap { route in
      route.match(path).map { (route: route, named: $0) }
    }
    // A path of words alone is itself, although a route with a parameter would take it too.
    let best = matches.map(\.named.count).min()
    let found = matches.filter { $0.named.count == best }
    if let match = found.first(where: { $0.route.method.rawValue == name }) { return match }
    guard !found.isEmpty else { throw Problem(.notFound, "There is nothing at this path.") }
    var problem = Problem(.methodNotAllowed, "This path has another method.")
    let methods = found.map(\.route.method.rawValue)
    problem.fields[.allow] = (methods.contains("GET") ? methods + ["HEAD"] : methods).sorted()
      .joined(separator: ", ")
    throw problem
  }
}
