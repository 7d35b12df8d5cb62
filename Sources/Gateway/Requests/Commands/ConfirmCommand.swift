package import GatewayCore
import GatewayEngine
import GatewayStore

/// Asks a contact for a yes or a no, which it answers with a one-time code.
package struct ConfirmCommand: HomeCommand {
  package static let name = "confirm"
  package static let scope = Scope.send

  package var contact: ContactReference
  package var text: String
  /// Seconds after which it ends without an answer; nil: ten minutes.
  package var timeout: Int64?

  private static let bytesMax = 4_096

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let contact = try transaction.find(contact).contact
    guard contact.state == .accepted else {
      throw .refused("\(contact.codename) is not an accepted contact.")
    }
    let question = try question()
    guard transaction.confirmationCount(of: contact.key) < NewConfirmation.countMax else {
      throw .refused("\(NewConfirmation.countMax) questions wait for \(contact.codename) already.")
    }
    let (asked, parts) = try transaction.storing { () throws(StoreError) in
      let code = try transaction.store(
        question, to: contact.key, code: { ConfirmationCode(number: .random(in: 0...9_999)) },
        now: now)
      let asked = try transaction.ownConfirmation(transaction.lastConfirmation)
      let text = question.message(code: code)
      let answer = try transaction.keepAnswer(text, kind: .text, to: contact.key, now: now)
      let parts = try transaction.enqueue(
        text, kind: .text, to: contact.key, of: answer, lifetime: question.timeout,
        partBytesMax: Engine.messageBytesMax, now: now)
      return (asked, parts)
    }
    guard let asked else { throw .refused("Nothing was asked.") }
    return OperationResult(
      reply: .value(.confirmation(asked)),
      changes: [.answered(parts), .asked(until: asked.due)])
  }

  private func question() throws(OperationError) -> NewConfirmation {
    let text = text.asMessage
    guard !text.isEmpty, text.utf8.count <= Self.bytesMax else {
      throw .invalid("A question has a text of 1 to \(Self.bytesMax) bytes.")
    }
    guard let timeout else { return NewConfirmation(text: text, onYes: nil) }
    let (milliseconds, overflow) = timeout.multipliedReportingOverflow(by: 1_000)
    guard !overflow, NewConfirmation.timeouts.contains(milliseconds) else {
      throw .invalid("A question waits for an answer for ten seconds to seven days.")
    }
    return NewConfirmation(text: text, timeout: milliseconds, onYes: nil)
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact))
  }
}

extension Command where Self == ConfirmCommand {
  package static func confirm(
    _ contact: ContactReference, text: String, timeout: Int64? = nil
  ) -> Self {
    Self(contact: contact, text: text, timeout: timeout)
  }
}
