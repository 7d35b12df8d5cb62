import GatewayCore
import GatewayStore

/// Answers of webhooks that become replies.
extension Engine {
  /// The ask that an attempt was made for, if it still waits.
  func openAsk(
    of id: DeliveryID, in transaction: StoreTransaction
  ) throws(StoreError) -> OpenAsk? {
    memory.asks.mayBeOpen ? try transaction.openAsk(id) : nil
  }

  /// A session begins without typing: it is shown again to a contact that was away, or after a
  /// restart, while an answer is still waited for.
  func showTyping(
    to key: ContactKey, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.asks.mayBeOpen, try transaction.hasOpenAsk(of: key) else { return }
    after.commands.append(.setTyping(key, true))
  }

  /// Replies with what the receiver answered, or with the fallback where its answer is none.
  func close(
    _ ask: OpenAsk, with result: DeliveryResult, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.asks.forget()
    try transaction.close(ask)
    if case .answered(_, .replies(let replies)) = result {
      try reply(replies, to: ask, in: transaction, &after)
    } else {
      try replyWithFallback(of: ask, in: transaction, &after)
    }
  }

  /// Asks handled in one transaction whose time is over.
  private static let dueMax = 100

  /// Replies with the fallback where no answer came in time. An attempt that is still in progress
  /// changes nothing any more.
  func expireAsks(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    try memory.asks.lookUp { () throws(StoreError) in try transaction.nextAskDue() }
    guard case .at(let due) = memory.asks.next, due <= now else { return }
    memory.asks.forget()
    for ask in try transaction.dueAsks(now: now, limit: Self.dueMax) {
      try transaction.expire(ask, now: now)
      try replyWithFallback(of: ask, in: transaction, &after)
      after.reports.append(
        .delivery(
          DeliveryReport(
            id: ask.delivery, webhook: ask.webhook, message: ask.message, attempt: ask.attempts,
            result: .unreachable("no answer came in time"), fate: .expired)))
    }
  }

  /// Notes which of the deliveries that leave ask for an answer, and until when.
  func noteAsks(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.asks.mayBeOpen else { return }
    for index in after.deliveries.indices {
      after.deliveries[index].answerBy = try transaction.openAsk(after.deliveries[index].id)?.due
    }
    try memory.asks.lookUp { () throws(StoreError) in try transaction.nextAskDue() }
  }

  private func replyWithFallback(
    of ask: OpenAsk, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    let fallback = ask.fallback.map { [AskAnswer.Reply($0)] } ?? []
    try reply(fallback, to: ask, in: transaction, &after)
  }

  private func reply(
    _ replies: [AskAnswer.Reply], to ask: OpenAsk, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard transaction.contact(ask.contact)?.state == .accepted else { return }
    after.commands.append(.setTyping(ask.contact, false))
    var consequences = RuleConsequences()
    for reply in replies {
      try transaction.reply(
        reply.text, kind: reply.kind, to: ask.contact, answers: ask.message, in: context,
        to: &consequences)
    }
    answer(consequences.answers, in: transaction, &after)
  }
}
