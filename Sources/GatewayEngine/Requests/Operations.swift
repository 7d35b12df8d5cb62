package import GatewayCore
package import GatewayStore

/// Carries out the owner's requests on the store. It parses the addresses that name contacts, which
/// the engine does not know.
package protocol Operations {
  func carryOut(
    _ request: ApplicationRequest, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult
  /// The answer to a query, or the sentence of a refusal.
  func reply(
    to query: any Query, in reader: StoreReader, now: UnixMilliseconds
  ) throws(StoreError) -> OperationResult.Answer
  /// A report as the event that a consumer gets; nil for those that concern this run alone.
  func event(of report: Report, now: UnixMilliseconds) -> NewEvent?
  /// On a full disk: carries out the deletions of a request in steps that need little room.
  ///
  /// - Returns: what is deleted already; see `OperationResult.including(_:)`.
  func makeRoom(
    for request: ApplicationRequest, in store: Store
  ) throws(StoreError) -> Forgotten
}

/// Why a request was not carried out.
package enum OperationError: Error {
  /// The request is impossible; why, in one sentence.
  case refused(String, RefusalReason? = nil)
  /// A value of the request is none that it may have; why, in one sentence.
  case invalid(String, RefusalReason? = nil)
  /// What it names is not there; which, in one sentence.
  case absent(String, RefusalReason? = nil)
  /// It has the key of an earlier request that was another one; in one sentence.
  case differs(String)
  case store(StoreError)

  /// The reply that a refusal means.
  ///
  /// - Throws: the error, where it is one of the store.
  package func refusal() throws(StoreError) -> Reply {
    switch self {
    case .refused(let sentence, let reason): return .failed(sentence, .refused, reason)
    case .invalid(let sentence, let reason): return .failed(sentence, .invalid, reason)
    case .absent(let sentence, let reason): return .failed(sentence, .absent, reason)
    case .differs(let sentence): return .failed(sentence, .differs)
    case .store(let error): throw error
    }
  }
}

/// An answer whose parts wait for their receipts.
package struct WaitingAnswer: Hashable, Sendable {
  package var message: MessageID
  package var contact: ContactKey
  package var parts: [OutboxID]

  package init(message: MessageID, contact: ContactKey, parts: [OutboxID]) {
    self.message = message
    self.contact = contact
    self.parts = parts
  }
}

/// The result of a request, beside the changes in the store.
package struct OperationResult {
  package enum Change {
    case added(ContactKey, ContactRequest?)
    case blocked(ContactKey)
    case forgotten(ContactKey)
    case answered([OutboxMessage])
    case noSpam(UInt32)
    case paused(webhook: String)
    case resumed(webhook: String)
    case clockConfirmed
    /// What opens sealed content was replaced.
    case resealed
    case broadcast
    /// A question was asked that ends at this time.
    case asked(until: UnixMilliseconds)
    /// A file is to be taken, refused, sent or cancelled.
    case file(FileRequest)
  }

  package enum Answer {
    case value(Reply)
    /// Answers whose state only a running bot knows; answered as `.messages`.
    case waitingAnswers([WaitingAnswer])
    /// To be answered with `.done` when the contact has this message.
    case afterReceipt(OutboxID, of: ContactKey)
    /// To be answered with `.forgotten` when these contacts are forgotten: there may be thousands.
    case afterForgetting([ContactKey])
  }

  package var reply: Answer
  package var changes: [Change]
  /// Contacts that the rules are to greet.
  package var welcomed: [ContactKey]
  /// What was forgotten and must be removed from the files.
  package var forgotten: Forgotten

  package init(
    reply: Answer = .value(.done), changes: [Change] = [], welcomed: [ContactKey] = [],
    forgotten: Forgotten = Forgotten()
  ) {
    self.reply = reply
    self.changes = changes
    self.welcomed = welcomed
    self.forgotten = forgotten
  }

  /// The result with what was forgotten before, to make room for the request.
  package func including(_ before: Forgotten) -> OperationResult {
    guard before.rows > 0 else { return self }
    var whole = self
    whole.forgotten += before
    if case .value(.forgotten) = reply {
      whole.reply = .value(.forgotten(ForgottenSummary(whole.forgotten)))
    }
    return whole
  }
}
