import GatewayCore
import GatewayStore

/// The text of a friend request is the contact's first message.
extension Engine {
  /// Hands the text of a request to the rules, once: it is taken out of the store, where it waits
  /// until its sender is a contact.
  ///
  /// - Parameter text: the text, where it is not in the store.
  func handleRequestText(
    _ text: String? = nil, of key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let contact = transaction.contact(key), contact.state == .accepted else { return }
    let waiting = try transaction.takeRequestText(of: key)
    guard let text = text ?? waiting, saysSomething(text),
      let id = try transaction.receive(from: key)
    else { return }
    let message = InboundMessage(
      id: id, contact: contact, kind: .text, text: text, receivedAt: now, isRequest: true)
    after.reports.append(.message(message))
    try run(.message(message), in: transaction, now: now, &after)
    // A request is never sent again as a message: if the same text comes, it is a new message.
    try transaction.markAcknowledged(through: id, of: key)
  }

  /// Whether the text holds more than blanks, the default greeting of our own commands, or the
  /// phrase that the bot asks for.
  private func saysSomething(_ text: String) -> Bool {
    if text == ContactRequest.greeting { return false }
    let contacts = configuration?.contacts
    let isPhrase = contacts?.accept == .phrase && contacts?.phrase?.isAll(of: text) ?? false
    return text.contains { !$0.isWhitespace } && !isPhrase
  }
}
