import GatewayCore
import GatewayHTTP

extension BotWeb {
  private static let pageLength = 50

  func inbox(_ request: WebRequest, of client: WebClient) async -> WebAnswer {
    let before = request.query.one("before").flatMap { Int64($0) }
    let query = ConversationListQuery.conversationList(before: before, limit: Self.pageLength)
    switch await api.carryOut(.query(query), of: client.client, key: nil) {
    case .conversations(let found): return .page(PlainPage.inbox(found, of: client))
    case .failed(let sentence, let kind): return .problem(WebProblem(kind, sentence))
    default: return .problem(WebProblem(503, "This version can't tell."))
    }
  }
}

extension WebProblem {
  /// What a failed request means.
  init(_ kind: FailureKind, _ sentence: String) {
    let status =
      switch kind {
      case .refused: 409
      case .absent: 404
      case .forbidden: 403
      case .invalid: 400
      case .differs: 422
      case .unavailable: 503
      }
    self.init(status, sentence)
  }
}
