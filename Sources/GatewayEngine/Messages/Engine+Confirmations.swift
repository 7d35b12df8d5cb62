import GatewayCore
import GatewayStore

/// Questions to contacts that are answered with a code.
extension Engine {
  /// Takes a message that answers a question, and so is none to the rules. One with a wrong code
  /// changes nothing.
  ///
  /// - Returns: false for any other message.
  func takeConfirmation(
    _ message: InboundMessage, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    guard message.kind == .text, let reply = ConfirmationReply(message.text)
    else { return false }
    let open = try transaction.confirmations(of: message.contact.key)
    guard !open.isEmpty else { return false }
    guard let meant = open.first(where: { $0.code == reply.code }) else {
      try run(.message(message), as: RuleOutcome(), in: transaction, now: now, &after)
      return true
    }
    memory.confirmations.forget()
    var result = ConfirmationResult(
      meant, of: message.contact, answer: reply.isYes ? .yes : .no)
    result.message = message
    try transaction.close(meant, with: result.answer)
    // One of the owner is none to the rules.
    let outcome = meant.onYes == nil ? RuleOutcome(effects: [.keep]) : nil
    try run(.confirmation(result), as: outcome, in: transaction, now: now, &after)
    return true
  }

  /// Confirmations handled in one transaction whose time is over.
  private static let dueMax = 100

  /// Ends questions that were not answered in time.
  func expireConfirmations(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    try memory.confirmations.lookUp { () throws(StoreError) in
      try transaction.nextConfirmationDue()
    }
    guard memory.confirmations.next.isDue(now) else { return }
    memory.confirmations.forget()
    for confirmation in try transaction.dueConfirmations(now: now, limit: Self.dueMax) {
      try transaction.close(confirmation, with: .timeout)
      guard confirmation.onYes != nil,
        let contact = transaction.contact(confirmation.contact)
      else { continue }
      let result = ConfirmationResult(confirmation, of: contact, answer: .timeout)
      try run(.confirmation(result), in: transaction, now: now, &after)
    }
    try memory.confirmations.lookUp { () throws(StoreError) in
      try transaction.nextConfirmationDue()
    }
  }
}
