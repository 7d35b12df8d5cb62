import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends a message or a file unless the same request did so before: the answer is remembered in the
/// transaction that sends. Only the HTTP interface makes it.
struct OnceCommand<Sending: HomeCommand>: HomeCommand {
  static var name: String { Sending.name }
  static var scope: Scope { Sending.scope }

  private let command: Sending
  private let request: RepeatableRequest

  init(_ command: Sending, _ request: RepeatableRequest) {
    self.command = command
    self.request = request
  }

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let earlier = try transaction.storing { () throws(StoreError) in
      try transaction.answer(to: request, now: now)
    }
    if let earlier {
      guard earlier.request == request.request else {
        throw .differs(
          "This Idempotency-Key belongs to another request of the last 24 hours: a new request"
            + " needs a new key.")
      }
      return OperationResult(reply: .value(Reply(earlier.answer)))
    }
    let result = try command.carryOut(in: transaction, keys: keys, now: now)
    if case .value(let reply) = result.reply, let answer = RememberedAnswer(reply) {
      try transaction.storing { () throws(StoreError) in
        try transaction.remember(answer, asAnswerTo: request, now: now)
      }
    }
    return result
  }
}

extension RememberedAnswer {
  fileprivate init?(_ reply: Reply) {
    switch reply {
    case .queued(let message): self = .message(MessageID(message))
    case .broadcasting(let id, let contacts):
      self = .broadcast(BroadcastID(id), contacts: contacts)
    default: return nil
    }
  }
}

extension Reply {
  fileprivate init(_ answer: RememberedAnswer) {
    switch answer {
    case .message(let message): self = .queued(message.rawValue)
    case .broadcast(let id, let contacts):
      self = .broadcasting(id.rawValue, contacts: contacts)
    }
  }
}

extension OnceCommand {
  /// No transport reads it.
  init(from decoder: any Decoder) throws {
    throw RequestMistake.unknown("command", named: Self.name)
  }

  func encode(to encoder: any Encoder) throws { try command.encode(to: encoder) }
}

/// Notes that a token was used. Only the HTTP interface makes it.
struct TokenUsedCommand: HomeCommand {
  static let name = "token_used"
  static let scope = Scope.key

  var token: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.storing { () throws(StoreError) in
      try transaction.setTokenUsed(token, at: now)
    }
    return OperationResult()
  }
}
