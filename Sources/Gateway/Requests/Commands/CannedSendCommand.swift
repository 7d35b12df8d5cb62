package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends an answer that the bot's file has ready; replies with its number.
package struct CannedSendCommand: HomeCommand {
  package static let name = "canned_send"
  package static let scope = Scope.send

  package var contact: ContactReference
  package var name: String
  /// nil: the only one.
  package var language: String?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let replies = try transaction.storing { () throws(StoreError) in
      try transaction.cannedReplies()
    }
    guard let reply = replies.first(where: { $0.name == name }) else {
      let names = replies.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw .absent(
        "The bot's file has no reply \"\(name.prefix(CannedReply.nameBytesMax))\""
          + (names.isEmpty ? ": `replies { … }` makes them." : ": there are \(names)."),
        .noCannedReply)
    }
    guard let text = reply.text(in: language) else {
      throw .absent(
        "The reply \"\(reply.name)\" has the languages \(reply.languages.joined(separator: ", ")):"
          + " choose one.", .noCannedReply)
    }
    let contact = try transaction.findConversation(contact)
    return try SendCommand(
      contact: ContactReference(contact.hexadecimal), text: text, kind: .text, keep: true
    ).carryOut(in: transaction, keys: keys, now: now)
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(.contact(contact), value: name)
  }
}

extension Command where Self == CannedSendCommand {
  package static func cannedSend(
    _ contact: ContactReference, name: String, language: String? = nil
  ) -> Self {
    Self(contact: contact, name: name, language: language)
  }
}
