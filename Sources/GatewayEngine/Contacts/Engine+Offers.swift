import GatewayCore
import GatewayStore

/// Calls, files and invitations, which the network half has refused: the owner sees them, and a
/// rule or a built-in reply tells the contact.
extension Engine {
  func handleOffer(
    _ offer: ContactOffer, from key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let contact = transaction.contact(key), contact.state == .accepted else { return }
    after.reports.append(.offer(contact, offer))
    guard let handler else { return }
    try doCounted(for: key, in: transaction, now: now, &after) { after throws(StoreError) in
      guard !handler.handles(offer.kind) else {
        try run(.offer(contact, offer), in: transaction, now: now, &after)
        return
      }
      let moment = uptime()
      guard contacts.change(key, { $0.offerAnswers.mayAnswer(offer.kind, now: moment) }) else {
        return
      }
      let answer = Effect.reply(to: key, text: offer.kind.refusal, kind: .text)
      try run(
        .offer(contact, offer), as: RuleOutcome(effects: [answer]), in: transaction, now: now,
        &after)
    }
  }
}
