package import GatewayCore
import GatewayEngine
import GatewayStore

/// The sessions of the web inbox that can still be used.
package struct SessionListQuery: HomeQuery {
  package static let name = "session_list"
  package static let scope = Scope.key

  /// Only those of the member or the token of this name.
  package var name: String?

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in
      let members = try reader.staffMembers().map { ($0.id, $0.summary.name) }
      let tokens = try reader.tokens().map { ($0.summary.id, $0.summary.label) }
      let memberNames = Dictionary(uniqueKeysWithValues: members)
      let tokenNames = Dictionary(uniqueKeysWithValues: tokens)
      let open = try reader.webSessions().filter { WebSessions.isOpen($0, now: now) }
      let summaries = open.map { session in
        switch session.holder {
        case .member(let id): SessionSummary(session, of: memberNames[id] ?? "")
        case .token(let id): SessionSummary(session, of: tokenNames[id] ?? "")
        }
      }
      return .value(.sessions(summaries.filter { name == nil || $0.name == name }))
    }
  }
}

extension SessionSummary {
  init(_ session: StoredWebSession, of name: String) {
    let isOfToken = if case .token = session.holder { true } else { false }
    self.init(
      id: session.id, name: name, isOfToken: isOfToken, browser: session.browser,
      created: session.created, lastUsed: session.lastUsed)
  }
}

extension Query where Self == SessionListQuery {
  package static func sessionList(of name: String? = nil) -> Self { Self(name: name) }
}
