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
  /// Whether its form has a file: then it may also be sent as `multipart/form-data`.
  package var takesFile: Bool

  let pattern: PathPattern

  init(
    _ method: Method, _ path: String, does action: Action, needs access: Access,
    isActivity: Bool = true, takesFile: Bool = false
  ) {
    self.method = method
    self.path = path
    self.action = action
    self.access = access
    self.isActivity = isActivity
    self.takesFile = takesFile
    pattern = PathPattern(path)
  }
}

extension WebRoute: PathRoute {
  var requestMethod: HTTPRequest.Method {
    switch method {
    case .get: .get
    case .post: .post
    }
  }
}

/// All routes of the web inbox.
package struct WebRouteTable: Sendable {
  package let routes: [WebRoute]

  package init(routes: [WebRoute]) { self.routes = routes }

  /// Whether a text is the path, and perhaps the query, of a page.
  package func isPage(_ text: String) -> Bool { LocalPath(text, in: self) != nil }

  /// - Throws: 404, or 405 with the methods that there are.
  func find(
    _ method: HTTPRequest.Method, _ path: [String]
  ) throws(Problem) -> (route: WebRoute, named: [String: String]) {
    try routes.find(method, path)
  }
}
