import GatewayCore
import GatewayEngine
import GatewayStore

/// What the audit log says of a command beside its name.
struct AuditedAction {
  enum Subject {
    case contact(ContactReference)
    case messages([Int64])
    case none
  }

  var subject: Subject
  /// How many conversations or messages are meant, where that is more than one or none of a
  /// conversation that is named.
  var count: Int?
  /// A word of the command or a name of the staff: never anything of the people that write.
  var value: String?

  init(_ subject: Subject = .none, count: Int? = nil, value: String? = nil) {
    self.subject = subject
    self.count = count
    self.value = value
  }

  init(messages: [Int64], value: String? = nil) {
    self.init(.messages(messages), count: messages.count, value: value)
  }
}

extension StoreTransaction {
  /// Carries out a command, and records it for its author where it did something.
  func audited(
    _ command: any HomeCommand, now: UnixMilliseconds,
    _ body: () throws(OperationError) -> OperationResult
  ) throws(OperationError) -> OperationResult {
    guard let action = command.audited(in: self) else { return try body() }
    // Before it is carried out: the contact may be gone then.
    let conversation = try storing { () throws(StoreError) in
      try conversationNumber(of: action.subject)
    }
    let result = try body()
    if case .value(.failed) = result.reply { return result }
    var count = action.count
    if case .value(.changed(let changed)) = result.reply {
      guard changed > 0 else { return result }
      count = changed
    }
    try storing { () throws(StoreError) in
      try record(
        type(of: command).name, on: conversation, count: count, value: action.value, now: now)
    }
    return result
  }

  private func conversationNumber(
    of subject: AuditedAction.Subject
  ) throws(StoreError) -> Int64? {
    switch subject {
    case .none: return nil
    case .messages(let numbers): return try conversationNumber(of: numbers.map(MessageID.init))
    case .contact(let reference):
      guard let contact = try? findConversation(reference) else { return nil }
      return try conversationNumber(of: contact)
    }
  }
}
