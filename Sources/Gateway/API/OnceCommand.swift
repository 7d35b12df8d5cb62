import GatewayCore
import GatewayEngine
import GatewayStore

/// A command that a client of the HTTP interface may repeat without carrying it out twice.
protocol RepeatableCommand: HomeCommand {
  /// What it made, according to its reply; nil where it made nothing.
  static func made(_ reply: Reply) -> RememberedAnswer?
  /// The reply again.
  static func reply(
    _ made: RememberedAnswer, from reader: StoreReader
  ) throws(OperationError) -> Reply
}

extension RepeatableCommand {
  func once(_ request: RepeatableRequest) -> any Command { OnceCommand(self, request) }
}

/// Carries out a command unless the same request did so before: the answer is remembered in the
/// transaction that carries it out. Only the HTTP interface makes it.
struct OnceCommand<Repeatable: RepeatableCommand>: HomeCommand {
  static var name: String { Repeatable.name }
  static var scope: Scope { Repeatable.scope }

  private let command: Repeatable
  private let request: RepeatableRequest

  init(_ command: Repeatable, _ request: RepeatableRequest) {
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
      return OperationResult(
        reply: .value(try Repeatable.reply(earlier.answer, from: transaction)))
    }
    let result = try transaction.audited(command, now: now) { () throws(OperationError) in
      try command.carryOut(in: transaction, keys: keys, now: now)
    }
    if case .value(let reply) = result.reply, let answer = Repeatable.made(reply) {
      try transaction.storing { () throws(StoreError) in
        try transaction.remember(answer, asAnswerTo: request, now: now)
      }
    }
    return result
  }

  /// The command itself is, where it is carried out.
  func audited(in reader: StoreReader) -> AuditedAction? { nil }
}

extension SendCommand: RepeatableCommand {
  static func made(_ reply: Reply) -> RememberedAnswer? {
    switch reply {
    case .queued(let message): RememberedAnswer(message)
    case .broadcasting(let id, let contacts): RememberedAnswer(id, contacts: contacts)
    default: nil
    }
  }

  static func reply(
    _ made: RememberedAnswer, from reader: StoreReader
  ) throws(OperationError) -> Reply {
    made.contacts.map { .broadcasting(made.number, contacts: $0) } ?? .queued(made.number)
  }
}

extension FileSendCommand: RepeatableCommand {
  static func made(_ reply: Reply) -> RememberedAnswer? {
    guard case .queued(let file) = reply else { return nil }
    return RememberedAnswer(file)
  }

  static func reply(
    _ made: RememberedAnswer, from reader: StoreReader
  ) throws(OperationError) -> Reply {
    .queued(made.number)
  }
}

/// Its reply tells what has become of the broadcast since.
extension BroadcastSendCommand: RepeatableCommand {
  static func made(_ reply: Reply) -> RememberedAnswer? {
    guard case .broadcasts(let all) = reply else { return nil }
    return all.first.map { RememberedAnswer($0.id) }
  }

  static func reply(
    _ made: RememberedAnswer, from reader: StoreReader
  ) throws(OperationError) -> Reply {
    let found = try reader.storing { () throws(StoreError) in
      try reader.broadcast(BroadcastID(made.number))
    }
    guard let found else { throw .absent("There is no broadcast \(made.number) any more.") }
    return .broadcasts([found])
  }
}

/// Its reply tells what has become of the question since.
extension ConfirmCommand: RepeatableCommand {
  static func made(_ reply: Reply) -> RememberedAnswer? {
    guard case .confirmation(let asked) = reply else { return nil }
    return RememberedAnswer(asked.id)
  }

  static func reply(
    _ made: RememberedAnswer, from reader: StoreReader
  ) throws(OperationError) -> Reply {
    let found = try reader.storing { () throws(StoreError) in
      try reader.ownConfirmation(made.number)
    }
    guard let found else { throw .absent("There is no question \(made.number) any more.") }
    return .confirmation(found)
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

  func audited(in reader: StoreReader) -> AuditedAction? {
    nil
  }
}
