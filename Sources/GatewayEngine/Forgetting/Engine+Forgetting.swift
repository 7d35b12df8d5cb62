import GatewayCore
import GatewayStore

/// The consequences of forgetting contacts and messages.
extension Engine {
  /// Disconnects a former contact: its session ends, and no client waits for its receipts any more.
  func disconnect(_ key: ContactKey, _ after: inout AfterCommit) {
    forgetHeldBack(of: key)
    if !memory.receiptWaiters.isEmpty {
      for waiter in memory.receiptWaiters.takeAll(of: key) {
        after.replies.append(
          (waiter, .failed("The contact was removed before it had the message.")))
      }
    }
    contacts.remove(key)
    memory.online.remove(key)
    memory.partsDue[key] = nil
    memory.files.removeAll(of: key)
    after.commands.append(.remove(key))
    memory.unsearched.removeAll { $0 == key }
    if !memory.unsearched.isEmpty {
      after.commands.append(.add(memory.unsearched.removeFirst(), request: nil, hint: nil))
    }
  }

  /// Notes what this transaction has forgotten.
  func noteForgotten(_ forgotten: Forgotten, _ after: inout AfterCommit) {
    if forgotten.rows > 0 { after.cleansFiles = true }
    noteGone(forgotten, &after)
  }

  /// Hides earlier events about what was forgotten, and answers the clients that wait for it.
  func noteGone(_ forgotten: Forgotten, _ after: inout AfterCommit) {
    dropWaiters(forgotten.droppedAnswers, &after)
    for file in forgotten.files { stop(file, &after) }
    guard forgotten.rows > 0 else { return }
    let summary = ForgottenSummary(forgotten)
    after.reports.append(.forgotten(contacts: summary.contacts, messages: summary.messages))
  }

  /// Answers clients that wait for the receipt of a message that will never be sent.
  private func dropWaiters(_ ids: [OutboxID], _ after: inout AfterCommit) {
    guard !memory.receiptWaiters.isEmpty else { return }
    for id in ids {
      guard let waiter = memory.receiptWaiters.take(id) else { continue }
      after.replies.append((waiter, .failed("The message was erased before it was received.")))
    }
  }

  func reportDropped(by cause: String, _ forgotten: Forgotten, _ after: inout AfterCommit) {
    let (answers, deliveries) = (forgotten.droppedAnswers.count, forgotten.droppedDeliveries)
    guard answers + deliveries > 0 else { return }
    after.reports.append(
      .log("\(answers) waiting answers and \(deliveries) owed deliveries were dropped: \(cause)"))
  }
}
