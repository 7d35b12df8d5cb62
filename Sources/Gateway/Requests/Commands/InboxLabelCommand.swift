package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sets the label of messages.
package struct InboxLabelCommand: HomeCommand {
  package static let name = "inbox_label"
  package static let scope = Scope.inbox

  package var messages: [Int64]
  /// nil removes it.
  package var label: String?

  /// Bytes of UTF-8: the HTTP interface takes 64 characters.
  static let labelBytesMax = 256

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard (label?.utf8.count ?? 0) <= Self.labelBytesMax else {
      throw .invalid("A label of messages has at most \(Self.labelBytesMax) bytes.")
    }
    return try transaction.changing(messages) { messages throws(StoreError) in
      try transaction.setLabel(label, of: messages)
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension InboxLabelCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    messages = try members.numbers("messages")
    label = try members.textOrNull("label")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(messages, forKey: "messages")
    try members.encode(label, forKey: "label")
  }
}

extension Command where Self == InboxLabelCommand {
  package static func inboxLabel(messages: [Int64], label: String?) -> Self {
    Self(messages: messages, label: label)
  }
}
