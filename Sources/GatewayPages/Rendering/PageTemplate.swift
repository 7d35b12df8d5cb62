import Mustache

/// The templates, compiled once. Each is a text of `Templates/`; there are no files to install.
enum PageTemplate: String, CaseIterable, Sendable {
  case layout, signIn = "sign-in", ownSignIn = "own-sign-in"
  case inbox, filters, conversation, item, reply, erasure, message
  case audit, statistics, account, problem, unlock
  case staff, staffSessions = "staff-sessions"
  case contact

  /// The text before it is compiled.
  var source: String {
    switch self {
    case .layout: Self.layoutText
    case .signIn: Self.signInText
    case .ownSignIn: Self.ownSignInText
    case .inbox: Self.inboxText
    case .filters: Self.filtersText
    case .conversation: Self.conversationText
    case .item: Self.itemText
    case .reply: Self.replyText
    case .erasure: Self.erasureText
    case .message: Self.messageText
    case .audit: Self.auditText
    case .statistics: Self.statisticsText
    case .account: Self.accountText
    case .problem: Self.problemText
    case .unlock: Self.unlockText
    case .staff: Self.staffText
    case .staffSessions: Self.staffSessionsText
    case .contact: Self.contactText
    }
  }

  private static let library: MustacheLibrary = {
    var library = MustacheLibrary()
    for template in allCases {
      do {
        try library.register(template.source, named: template.rawValue)
      } catch {
        preconditionFailure("The template \(template.rawValue) has a mistake: \(error)")
      }
    }
    return library
  }()

  func render(_ view: PageView) -> HTMLText {
    HTMLText(markup: Self.library.render(view, withTemplate: rawValue) ?? "")
  }
}
