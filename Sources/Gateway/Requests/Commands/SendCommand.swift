package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends a message. Replies when the receipt came, or with `keep` at once with its number. Either
/// way the text is in the inbox. To a label it is a broadcast, whose number is the reply.
package struct SendCommand: HomeCommand {
  package static let name = "send"
  package static let scope = Scope.send

  package var contact: ContactReference
  package var text: String
  package var kind: InboundMessage.Kind
  package var keep: Bool
  /// Milliseconds after which it is not sent any more, if any.
  package var lifetime: Int64?

  private enum CodingKeys: String, CodingKey {
    case contact, text, kind, keep
    case lifetime = "expires_milliseconds"
  }

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    switch try transaction.recipient(contact) {
    case .label(let label): try broadcast(to: label, in: transaction, now: now)
    case .contact(let contact): try send(to: contact, in: transaction, now: now)
    }
  }

  private func broadcast(
    to label: ContactLabel, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard kind == .text else {
      throw .invalid("To a label goes a text: an action needs one contact.")
    }
    guard lifetime.map({ $0.isMultiple(of: 1_000) }) ?? true else {
      throw .invalid("A broadcast expires after whole seconds.")
    }
    let (id, contacts) = try NewBroadcast(
      label.text, text: text, expires: lifetime.map { $0 / 1_000 }
    ).start(in: transaction, now: now)
    return OperationResult(
      reply: .value(.broadcasting(id.rawValue, contacts: contacts)), changes: [.broadcast])
  }

  private func send(
    to contact: Contact, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard contact.state == .accepted else {
      throw .refused("\(contact.codename) is not an accepted contact.", .notAccepted)
    }
    let text = text.asMessage
    guard !text.isEmpty else { throw .invalid("An empty message can't be sent.", .emptyText) }
    guard lifetime.map(OutboxMessage.lifetimes.contains) ?? true else {
      throw .invalid("A message expires after 1 second at the earliest, 366 days at the latest.")
    }
    let (answer, parts) = try transaction.storing { () throws(StoreError) in
      let answer = try transaction.keepAnswer(text, kind: kind, to: contact.key, now: now)
      let parts = try transaction.enqueue(
        text, kind: kind, to: contact.key, of: answer, lifetime: lifetime,
        partBytesMax: Engine.messageBytesMax, now: now)
      // An answer to a conversation shows that it was read.
      try transaction.markRead(contact.key, through: answer, by: transaction.author.name)
      return (answer, parts)
    }
    guard let last = parts.last else { throw .refused("Nothing was sent.") }
    return OperationResult(
      reply: keep ? .value(.queued(answer.rawValue)) : .afterReceipt(last.id, of: contact.key),
      changes: [.answered(parts)])
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    // Alerts are no work at the desk: what is sent to contacts that never wrote is not recorded.
    guard let contact = try? reader.find(contact).contact.key,
      (try? reader.hasWritten(contact)) ?? false
    else { return nil }
    return AuditedAction(.contact(self.contact))
  }
}

extension SendCommand {
  /// The message that these members of a request are; nil where `init(from:)` has to look at them.
  init?(_ members: JSONValue) {
    guard case .object(let members) = members else { return nil }
    var name: String?
    var contact: String?
    var text: String?
    var kind: InboundMessage.Kind?
    var keep: Bool?
    var lifetime: Int64?
    for member in members {
      switch (member.name, member.value) {
      case ("command", .string(let value)): name = value
      case ("contact", .string(let value)): contact = value
      case ("text", .string(let value)): text = value
      case ("kind", .string(let value)): kind = InboundMessage.Kind(rawValue: value)
      case ("keep", .boolean(let value)): keep = value
      case ("expires_milliseconds", .integer(let value)): lifetime = value
      default: return nil
      }
    }
    guard name == Self.name, let contact, let text, let kind, let keep else { return nil }
    self.init(
      contact: ContactReference(contact), text: text, kind: kind, keep: keep, lifetime: lifetime)
  }
}

extension Command where Self == SendCommand {
  package static func send(
    _ contact: ContactReference, text: String, kind: InboundMessage.Kind = .text, keep: Bool,
    lifetime: Int64? = nil
  ) -> Self {
    Self(contact: contact, text: text, kind: kind, keep: keep, lifetime: lifetime)
  }
}
