import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Counts an inbound message of its contact, and stores it, in the inbox or not. The text of a
  /// request does not count as a message.
  func store(_ message: InboundMessage, inInbox: Bool) throws(StoreError) {
    countBytes(message.text.utf8.count)
    guard let known = try batchContact(message.contact.key) else { return }
    known.messageCount += message.isRequest ? 0 : 1
    known.lastSeen = max(known.lastSeen, message.receivedAt)
    noteChange(of: known)
    guard
      let content = vault.put(
        message.text, in: .itemContent, row: message.id.rawValue)
    else { return }
    try append(
      PendingRows.ItemRow(
        id: message.id.rawValue, conversation: known.rowID, direction: .inbound,
        kind: Item.Kind(message.kind), content: content, at: message.receivedAt, inInbox: inInbox,
        fingerprint: message.fingerprint, encryption: message.encryption),
      of: known)
    known.lastReceived = message.id.rawValue
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
    try storeAnswer(
      text, id: id, kind: kind, to: contact, answers: message, inInbox: false, now: now)
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
    try storeAnswer(text, id: id, kind: kind, to: contact, answers: nil, inInbox: true, now: now)
    return id
  }

  private func storeAnswer(
    _ text: String, id: MessageID, kind: InboundMessage.Kind, to contact: ContactKey,
    answers message: MessageID?, inInbox: Bool, now: UnixMilliseconds
  ) throws(StoreError) {
    countBytes(text.utf8.count)
    guard let content = vault.put(text, in: .itemContent, row: id.rawValue),
      let known = try batchContact(contact)
    else { return }
    try append(
      PendingRows.ItemRow(
        id: id.rawValue, conversation: known.rowID, direction: .outbound, kind: Item.Kind(kind),
        content: content, at: now, inInbox: inInbox, answers: message?.rawValue),
      of: known)
  }

  /// Adds an item to those of a contact.
  func append(_ item: PendingRows.ItemRow, of known: BatchContact) throws(StoreError) {
    if cache.span?.contains(item.at) != true { try beginSpan(MessageID(item.id), at: item.at) }
    pending.items.append(item)
    known.firstItem = known.firstItem ?? item.id
    known.lastItem = item.id
    noteChange(of: known)
    if item.inInbox { try noteKept(item.id, item.direction, of: known, at: item.at) }
  }
}
