import GatewayCore

/// The pages and actions that the application answers: each is one case, so that none is forgotten
/// there.
package enum WebPage: String, Hashable, Sendable, CaseIterable {
  /// The list of conversations, and what is done to several of them.
  case inbox
  case changeConversations
  case star
  /// A conversation, and what is done in it.
  case conversation
  case changeConversation
  case reply
  case sendCanned
  case setLabels
  case addNote
  case eraseNote
  case askToEraseConversation
  case eraseConversation
  /// A single message.
  case message
  case changeMessage
  case retry
  case askToErase
  case erase
  /// Takes or refuses a file that a contact offers.
  case answerFile
  /// Leaves what was to be erased after a while.
  case keepMessage
  case keepConversation
  /// What the staff did, and how much there was to do.
  case audit
  case statistics
  /// The members of the staff, and what is done to them.
  case staff
  case addMember
  case setRole
  case setMemberPassphrase
  case removeMember
  case endMemberSession
  /// What happens, for the script of a page: without any text of people.
  case events
  /// The bytes of a file, of its derived copy where there is one.
  case file
  /// What the script of a page keeps of an answer that is being written.
  case draft
  /// The script of a page tells that an answer is being written.
  case presence
  /// The client's own sessions, and its passphrase.
  case account
  case endSession
  case setPassphrase
  /// Opens a sealed inbox for the client's session, and closes it again.
  case askToUnlock
  case unlock
  case lock
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
    WebRoute(.get, "/", does: .page(.inbox), needs: .scope(.read)),
    WebRoute(
      .post, "/conversations/changes", does: .page(.changeConversations), needs: .scope(.inbox)),
    WebRoute(.get, "/conversations/{contact}", does: .page(.conversation), needs: .scope(.read)),
    WebRoute(.post, "/conversations/{contact}/star", does: .page(.star), needs: .scope(.inbox)),
    WebRoute(
      .post, "/conversations/{contact}/change", does: .page(.changeConversation),
      needs: .scope(.inbox)),
    WebRoute(.post, "/conversations/{contact}/reply", does: .page(.reply), needs: .scope(.send)),
    WebRoute(
      .post, "/conversations/{contact}/canned", does: .page(.sendCanned), needs: .scope(.send)),
    WebRoute(
      .post, "/conversations/{contact}/labels", does: .page(.setLabels), needs: .scope(.contacts)),
    WebRoute(.post, "/conversations/{contact}/notes", does: .page(.addNote), needs: .scope(.inbox)),
    WebRoute(
      .get, "/conversations/{contact}/erase", does: .page(.askToEraseConversation),
      needs: .scope(.inbox)),
    WebRoute(
      .post, "/conversations/{contact}/erase", does: .page(.eraseConversation),
      needs: .scope(.inbox)),
    WebRoute(.post, "/notes/{note}/erase", does: .page(.eraseNote), needs: .scope(.inbox)),
    WebRoute(.get, "/messages/{message}", does: .page(.message), needs: .scope(.read)),
    WebRoute(
      .post, "/messages/{message}/change", does: .page(.changeMessage), needs: .scope(.inbox)),
    WebRoute(.post, "/messages/{message}/retry", does: .page(.retry), needs: .scope(.send)),
    WebRoute(.get, "/messages/{message}/erase", does: .page(.askToErase), needs: .scope(.inbox)),
    WebRoute(.post, "/messages/{message}/erase", does: .page(.erase), needs: .scope(.inbox)),
    WebRoute(.post, "/files/{file}/answer", does: .page(.answerFile), needs: .scope(.inbox)),
    WebRoute(.post, "/messages/{message}/keep", does: .page(.keepMessage), needs: .scope(.inbox)),
    WebRoute(
      .post, "/conversations/{contact}/keep", does: .page(.keepConversation),
      needs: .scope(.inbox)),
    WebRoute(.get, "/statistics", does: .page(.statistics), needs: .scope(.read)),
    WebRoute(.get, "/audit", does: .page(.audit), needs: .scope(.key)),
    WebRoute(.get, "/staff", does: .page(.staff), needs: .scope(.key)),
    WebRoute(.post, "/staff/add", does: .page(.addMember), needs: .scope(.key)),
    WebRoute(.post, "/staff/role", does: .page(.setRole), needs: .scope(.key)),
    WebRoute(.post, "/staff/passphrase", does: .page(.setMemberPassphrase), needs: .scope(.key)),
    WebRoute(.post, "/staff/remove", does: .page(.removeMember), needs: .scope(.key)),
    WebRoute(
      .post, "/staff/sessions/{session}/end", does: .page(.endMemberSession), needs: .scope(.key)),
    WebRoute(.get, "/events", does: .page(.events), needs: .scope(.read), isActivity: false),
    WebRoute(.get, "/files/{file}", does: .page(.file), needs: .scope(.read)),
    WebRoute(
      .post, "/conversations/{contact}/draft", does: .page(.draft), needs: .scope(.send)),
    WebRoute(
      .post, "/conversations/{contact}/presence", does: .page(.presence), needs: .scope(.send),
      isActivity: false),
    WebRoute(.get, "/account", does: .page(.account), needs: .signedIn),
    WebRoute(
      .post, "/account/sessions/{session}/end", does: .page(.endSession), needs: .signedIn),
    WebRoute(.post, "/account/passphrase", does: .page(.setPassphrase), needs: .signedIn),
    WebRoute(.get, "/unlock", does: .page(.askToUnlock), needs: .scope(.read)),
    WebRoute(.post, "/unlock", does: .page(.unlock), needs: .scope(.read), takesFile: true),
    WebRoute(.post, "/lock", does: .page(.lock), needs: .signedIn),
  ]
}
