import GatewayCore
import GatewayStore

/// `contacts { accept = "code" }`: each request gets a code, which the owner approves. The stranger
/// is told nothing.
extension Engine {
  /// Gives a new request its code, and tells the owner's contact.
  func giveCode(
    to contact: Contact, text: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) -> RequestCode {
    var code = RequestCode(number: entropy.next())
    while try transaction.requesterKey(code) != nil { code = RequestCode(number: entropy.next()) }
    try transaction.setRequestCode(code, of: contact.key)
    memory.requestCodes.add(now.advanced(byMilliseconds: RequestCode.lifetime))
    guard let owner = configuration?.contacts.owner,
      transaction.contact(owner)?.state == .accepted
    else { return code }
    let notice = Effect.reply(
      to: owner, text: Self.notice(of: contact, text: text, code), kind: .text)
    try run(
      .contactRequest(contact, text: text), as: RuleOutcome(effects: [notice]), in: transaction,
      now: now, &after)
    return code
  }

  private static func notice(
    of contact: Contact, text: String, _ code: RequestCode
  ) -> String {
    "\(contact.codename) asks to be a contact, with the code \(code.text):"
      + " \(text.asMessage.prefix(noticeTextMax))\n"
      + "`postern contact accept \(code.text)` accepts it, within an hour."
  }

  private static let noticeTextMax = 300
  /// Requests forgotten in one transaction.
  private static let expiredMax = 32

  /// Forgets requests whose code no longer holds; they may ask again.
  func expireRequests(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.requestCodes.forget()
    let time = now.advanced(byMilliseconds: -RequestCode.lifetime)
    for key in try transaction.requestsWithCode(before: time, limit: Self.expiredMax) {
      try forgetWhole(key, in: transaction, &after)
    }
    try memory.requestCodes.lookUp { () throws(StoreError) in
      try transaction.oldestRequestWithCode()?.advanced(byMilliseconds: RequestCode.lifetime)
    }
  }
}
