package import GatewayCore
import GatewayEngine
import GatewayStore

/// Keeps an answer that its author has begun, for this author alone.
package struct DraftSetCommand: HomeCommand {
  package static let name = "draft_set"
  package static let scope = Scope.send

  package var contact: ContactReference
  /// Empty: none any more.
  package var text: String
  /// Whether it was sent, so that its text is kept elsewhere.
  package var isSent: Bool

  /// Bytes of UTF-8: the longest message that can be sent, in any script.
  static let bytesMax = 131_072

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard text.utf8.count <= Self.bytesMax else {
      throw .invalid("A draft has at most \(Self.bytesMax) bytes.", .draftLength)
    }
    let contact = try transaction.findConversation(contact)
    let isKept = try transaction.storing { () throws(StoreError) in
      guard !text.isEmpty else {
        try transaction.removeDraft(for: contact, isSent: isSent)
        return true
      }
      return try transaction.setDraft(text, for: contact, now: now)
    }
    guard isKept else {
      throw .refused("This bot keeps nothing, and so no drafts.", .keepsNothing)
    }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? { nil }
}

extension DraftSetCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    contact = try members.decode(ContactReference.self, forKey: "contact")
    text = try members.decodeIfPresent(String.self, forKey: "text") ?? ""
    isSent = try members.decodeIfPresent(Bool.self, forKey: "sent") ?? false
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(contact, forKey: "contact")
    if !text.isEmpty { try members.encode(text, forKey: "text") }
    if isSent { try members.encode(true, forKey: "sent") }
  }
}

extension Command where Self == DraftSetCommand {
  package static func draftSet(
    _ contact: ContactReference, text: String = "", isSent: Bool = false
  ) -> Self {
    Self(contact: contact, text: text, isSent: isSent)
  }
}
