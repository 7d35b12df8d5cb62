import GatewayCore

/// The pages and actions that the application answers: each is one case, so that none is forgotten
/// there.
package enum WebPage: String, Hashable, Sendable, CaseIterable {
  /// The list of conversations.
  case inbox
}

extension WebRouteTable {
  package static let standard = WebRouteTable(routes: WebRoute.signing + WebRoute.pages)
}

extension WebRoute {
  static let signing = [
    WebRoute(.get, "/sign-in", does: .signInForm, needs: .anyone),
    WebRoute(.post, "/sign-in", does: .signIn, needs: .anyone),
    WebRoute(.post, "/sign-out", does: .signOut, needs: .signedIn),
    WebRoute(.get, "/assets/{name}", does: .asset, needs: .anyone, isActivity: false),
    WebRoute(.post, "/look", does: .setLook, needs: .anyone),
  ]

  static let pages = [
    WebRoute(.get, "/", does: .page(.inbox), needs: .scope(.read))
  ]
}
