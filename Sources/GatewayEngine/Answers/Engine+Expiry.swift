import GatewayCore
import GatewayStore

/// Answers that are not sent any more once they are too old.
///
/// The time is the clock's, since a bot that was stopped must not send them late either: where the
/// clock was ahead they end too early, and their text stays in the inbox.
extension Engine {
  /// Answers that expire in one transaction.
  private static let expiredMax = 500

  func expireAnswers(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.nextExpiry.isDue(now) else { return }
    memory.nextExpiry = .unknown
    for message in try transaction.expireMessages(now: now, limit: Self.expiredMax) {
      _ = contacts.changeIfKnown(message.contact) { $0.expired(message.id, of: message.answer) }
      if let waiter = memory.receiptWaiters.take(message.id) {
        after.replies.append((waiter, .failed("The message expired before it was received.")))
      }
      guard let contact = transaction.contact(message.contact) else { continue }
      after.reports.append(.replyExpired(contact, message.id))
    }
  }

  func lookAheadForExpiry(in transaction: StoreTransaction) throws(StoreError) {
    guard memory.nextExpiry == .unknown else { return }
    memory.nextExpiry = NextDue(try transaction.nextMessageExpiry())
  }

  /// Those that had left in time and have their receipt count as received.
  func finishExpired(
    _ received: [LiveContact.InFlight], in transaction: StoreTransaction
  ) throws(StoreError) {
    for case let expired? in received.map(\.expired) {
      try transaction.receivedAfterExpiry(of: expired.answer)
    }
  }
}
