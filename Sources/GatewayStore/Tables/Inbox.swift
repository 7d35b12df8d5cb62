import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Stores an inbound message, in the inbox or beside it.
  public func store(
    _ message: InboundMessage, inInbox: Bool, fingerprint: Fingerprinting
  ) throws(StoreError) {
    let isStored = try insertMessage(
      message.id, message.text, contact: message.contact.key, direction: .inbound,
      kind: Item.Kind(message.kind), at: message.receivedAt, inInbox: inInbox)
    if isStored { remember(fingerprint(message.text, message.kind), of: message.id) }
  }

  /// Stores an answer of a rule beside the message that it answers.
  ///
  /// - Parameter message: where a message is what the rule answers: forgetting it takes the answer
  ///   along, whoever gets it.
  /// - Returns: nil where content is held.
  func storeAnswer(
    _ text: String, kind: InboundMessage.Kind, to contact: ContactKey, answers message: MessageID?,
    now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    guard vault.writes(.itemContent) else { return nil }
    let id = try nextMessageID()
    try insertMessage(
      id, text, contact: contact, direction: .outbound, kind: Item.Kind(kind), at: now,
      inInbox: false,
      answers: message)
    return id
  }

  /// An answer that a person wrote: into the inbox beside the messages that it answers.
  ///
  /// Sending it is the outbox's part (`enqueue`). Where content is held, it only gets its number.
  @discardableResult
  public func keepAnswer(
    _ text: String, kind: InboundMessage.Kind, to contact: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID {
    let id = try nextMessageID()
    try insertMessage(
      id, text, contact: contact, direction: .outbound, kind: Item.Kind(kind), at: now,
      inInbox: true)
    return id
  }

  /// - Returns: whether it is stored.
  @discardableResult
  private func insertMessage(
    _ id: MessageID, _ text: String, contact: ContactKey, direction: Item.Direction,
    kind: Item.Kind, at: UnixMilliseconds, inInbox: Bool,
    answers message: MessageID? = nil
  ) throws(StoreError) -> Bool {
    countBytes(text.utf8.count)
    guard let content = vault.put(text, in: .itemContent),
      let known = try batchContact(contact)
    else { return false }
    try beginSpan(id, at: at)
    pending.items.append(
      PendingRows.ItemRow(
        id: id.rawValue, conversation: known.rowID, direction: direction, kind: kind,
        content: content,
        at: at, inInbox: inInbox, answers: message?.rawValue))
    known.firstItem = known.firstItem ?? id.rawValue
    known.lastItem = id.rawValue
    if direction == .inbound { known.lastReceived = id.rawValue }
    noteChange(of: known)
    return true
  }
}
