import GatewayCore
import GatewayStore

/// What a person writes when asking to be a contact is the contact's first message.
extension Engine {
  /// Hands the text of a request to the rules, once: it is taken out of the store where it waits.
  /// The person must be a contact by now; otherwise it goes on waiting.
  ///
  /// - Parameter text: where it is not in the store.
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
    // A request is never sent again as a message: the same words, if they come, are new ones.
    try transaction.markAcknowledged(through: id, of: key)
  }

  /// Whether more than blanks, than the greeting that our own commands send unasked, and than the
  /// phrase that the bot asks for, is in it.
  private func saysSomething(_ text: String) -> Bool {
    if text == ContactRequest.greeting { return false }
    let contacts = configuration?.contacts
    let isPhrase = contacts?.accept == .phrase && contacts?.phrase?.isAll(of: text) ?? false
    return text.contains { !$0.isWhitespace } && !isPhrase
  }
}
