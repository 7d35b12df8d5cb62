package import GatewayCore
import GatewayEngine
import GatewayStore

/// Writes a text to all contacts with a label.
package struct BroadcastSendCommand: HomeCommand {
  package static let name = "broadcast_send"
  package static let scope = Scope.send

  package var label: String
  package var text: String
  /// Seconds after which it is not sent any more; nil: a week.
  package var expires: Int64?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let (id, _) = try NewBroadcast(label, text: text, expires: expires)
      .start(in: transaction, now: now)
    let summary = try transaction.storing { () throws(StoreError) in try transaction.broadcast(id) }
    return OperationResult(
      reply: .value(.broadcasts(summary.map { [$0] } ?? [])), changes: [.broadcast])
  }
}

extension NewBroadcast {
  /// - Returns: its number, and the contacts that have the label now.
  /// - Throws: where it can't be sent.
  func start(
    in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> (id: BroadcastID, contacts: Int) {
    let (members, sending) = try transaction.storing { () throws(StoreError) in
      (
        try transaction.countContacts(with: label),
        try transaction.countSendingBroadcasts()
      )
    }
    guard transaction.policy.writesMessages else {
      throw .refused("This bot keeps nothing, and so can't broadcast: a broadcast takes a while.")
    }
    guard members > 0 else {
      throw .refused(
        "No contact has the label \"\(label.text)\": `postern contact label CONTACT +LABEL` gives it."
      )
    }
    guard sending < NewBroadcast.sendingMax else {
      throw .refused(
        "\(NewBroadcast.sendingMax) broadcasts are on their way, which is the most: wait for one"
          + " (`postern broadcasts list`).")
    }
    let id = try transaction.storing { () throws(StoreError) in
      try transaction.start(self, now: now)
    }
    return (id, members)
  }

  /// - Parameter expires: in seconds; nil: a week.
  init(_ label: String, text: String, expires: Int64?) throws(OperationError) {
    guard let label = ContactLabel(label) else {
      throw .invalid("\"\(label.prefix(80))\" is no label: a label is \(ContactLabel.rule).")
    }
    let text = text.asMessage
    guard !text.isEmpty, text.utf8.count <= NewBroadcast.bytesMax else {
      throw .invalid("A broadcast has a text of 1 to \(NewBroadcast.bytesMax) bytes.")
    }
    self.init(label: label, text: text)
    guard let expires else { return }
    let (milliseconds, overflow) = expires.multipliedReportingOverflow(by: 1_000)
    guard !overflow, NewBroadcast.expirations.contains(milliseconds) else {
      throw .invalid("A broadcast expires after a minute to 30 days.")
    }
    self.expires = milliseconds
  }
}

extension Command where Self == BroadcastSendCommand {
  package static func broadcastSend(label: String, text: String, expires: Int64? = nil) -> Self {
    Self(label: label, text: text, expires: expires)
  }
}
