import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Stores an inbound message, in the inbox or beside it.
  public func store(
    _ message: InboundMessage, content: MessageContent, inInbox: Bool
  ) throws(StoreError) {
    try insertMessage(
      message.id, contact: message.contact.key, direction: .inbound, kind: message.kind,
      content: content, at: message.receivedAt, inInbox: inInbox)
  }

  /// Stores an answer of a rule beside the message that it answers.
  ///
  /// - Parameter message: where a message is what the rule answers: forgetting it takes the answer
  ///   along, whoever gets it.
  /// - Returns: nil where the transaction keeps no messages.
  func storeAnswer(
    to contact: ContactKey, kind: InboundMessage.Kind, content: MessageContent,
    answers message: MessageID?, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    guard keepsMessages else { return nil }
    let id = try nextMessageID()
    try insertMessage(
      id, contact: contact, direction: .outbound, kind: kind, content: content, at: now,
      inInbox: false, answers: message)
    return id
  }

  /// An answer that a person wrote: into the inbox beside the messages that it answers.
  ///
  /// Sending it is the outbox's part (`enqueue`). Where the transaction keeps no messages, it only
  /// gets its number.
  @discardableResult
  public func keepAnswer(
    to contact: ContactKey, kind: InboundMessage.Kind, content: MessageContent,
    now: UnixMilliseconds
  ) throws(StoreError) -> MessageID {
    let id = try nextMessageID()
    try insertMessage(
      id, contact: contact, direction: .outbound, kind: kind, content: content, at: now,
      inInbox: true)
    return id
  }

  private func insertMessage(
    _ id: MessageID, contact: ContactKey, direction: InboxEntry.Direction,
    kind: InboundMessage.Kind, content: MessageContent, at: UnixMilliseconds, inInbox: Bool,
    answers message: MessageID? = nil
  ) throws(StoreError) {
    countBytes(content.byteCount)
    guard keepsMessages, let known = try batchContact(contact) else { return }
    try beginSpan(id, at: at)
    pending.messages.append(
      PendingRows.Message(
        id: id.rawValue, contact: known.rowID, direction: direction, kind: kind, content: content,
        at: at, inInbox: inInbox, answers: message?.rawValue))
    known.firstMessage = known.firstMessage ?? id.rawValue
    known.lastMessage = id.rawValue
    if direction == .inbound { known.lastReceived = id.rawValue }
    noteChange(of: known)
  }
}
