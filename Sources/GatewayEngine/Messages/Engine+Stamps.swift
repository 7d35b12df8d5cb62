import GatewayCore
import GatewayStore

/// Messages with a stamp: handled once, however often the sender's client sends them, and
/// acknowledged by their id each time.
extension Engine {
  /// Acknowledges a message and remembers its stamp, both with the commit.
  ///
  /// - Returns: its number; nil for one that was handled before.
  func numberIfNew(
    _ stamp: MessageStamp, from key: ContactKey, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> MessageID? {
    if try transaction.isHandled(stamp, from: key) {
      acknowledge(stamp, of: key, now: now, &after)
      return nil
    }
    guard let id = try transaction.receive(from: key) else { return nil }
    acknowledge(stamp, of: key, now: now, &after)
    try transaction.rememberHandled(stamp, from: key, now: now)
    // Its id tells it from an equal text: it is never in doubt.
    try transaction.markAcknowledged(through: id, of: key)
    return id
  }

  /// Acknowledges the message by its id, with the time when it was handled.
  private func acknowledge(
    _ stamp: MessageStamp, of key: ContactKey, now: UnixMilliseconds, _ after: inout AfterCommit
  ) {
    after.sends.append(.acknowledge(key, MessageStamp(id: stamp.id, seconds: now.seconds)))
  }

  /// Notes whether the contact's client uses stamps, so that answers to it get stamps too.
  func noteStamping(
    _ isStamped: Bool, by key: ContactKey, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard try transaction.noteStamping(isStamped, by: key) else { return }
    let received = contacts.changeIfKnown(key) { $0.takeOffStamps() } ?? []
    try finish(received, of: key, in: transaction, &after)
  }

  /// Handles the contact's acknowledgement of the answer with this stamp id.
  func handleAcknowledgement(
    of id: [UInt8], from key: ContactKey, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let handled = contacts.changeIfKnown(key) { $0.acknowledged(id) } ?? nil
    guard let handled else { return }
    try finish([handled], of: key, in: transaction, &after)
  }
}
