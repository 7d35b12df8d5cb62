package import GatewayCore
import GatewayEngine
import GatewayStore

/// Changes the status, the star or the assignment of conversations.
package struct ConversationChangeCommand: HomeCommand {
  package static let name = "conversation_change"
  package static let scope = Scope.inbox

  package var selection: ConversationSelection
  package var change: TriageChange

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard !change.isEmpty else {
      throw .refused("Nothing is to be changed: give a status, a star or an assignee.")
    }
    if case .to(let name) = change.assignment { try transaction.checkStaff(name) }
    let contacts = try transaction.contacts(of: selection)
    return try transaction.storing { () throws(StoreError) in
      OperationResult(
        reply: .value(.changed(try transaction.change(contacts, change, now: now))))
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(
      selection.only.map { .contact($0) } ?? .none, value: change.words)
  }
}

/// `{"conversations":["amber-heron"],"status":"open","starred":true,"assignee":"ana"}`
extension ConversationChangeCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    selection = try ConversationSelection(from: decoder)
    change = TriageChange(
      status: try members.decodeIfPresent(ConversationStatus.self, forKey: "status"),
      isStarred: try members.decodeIfPresent(Bool.self, forKey: "starred"))
    if members.contains("assignee") {
      change.assignment =
        try members.textOrNull("assignee").map { .to($0) } ?? TriageChange.Assignment.none
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try selection.encode(to: encoder)
    try members.encodeIfPresent(change.status, forKey: "status")
    try members.encodeIfPresent(change.isStarred, forKey: "starred")
    switch change.assignment {
    case nil: break
    case .to(let name): try members.encode(name, forKey: "assignee")
    case .some(.none): try members.encodeNil(forKey: "assignee")
    }
  }
}

extension Command where Self == ConversationChangeCommand {
  package static func conversationChange(
    _ selection: ConversationSelection, _ change: TriageChange
  ) -> Self {
    Self(selection: selection, change: change)
  }
}
