import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Stores an inbound message, in the inbox or not.
  public func store(
    _ message: InboundMessage, inInbox: Bool, fingerprint: Fingerprinting
  ) throws(StoreError) {
    let isStored = try insertMessage(
      message.id, message.text, contact: message.contact.key, direction: .inbound,
      kind: Item.Kind(message.kind), at: message.receivedAt, inInbox: inInbox)
    if isStored { remember(fingerprint(message.text, message.kind), of: message.id) }
  }

  /// Stores an answer of a rule next to the message that it answers.
  ///
  /// - Parameter message: the message that the rule answers, if any: forgetting it also forgets the
  ///   answer, whichever contact the answer goes to.
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

  /// Stores an answer that a person wrote in the inbox, next to the messages that it answers.
  ///
  /// It is sent through the outbox (`enqueue`). Where content is held, it only gets its number.
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
