import GatewayCore
import GatewayStore

/// Reminds the staff of conversations that stay as they are for too long.
///
/// A deadline runs on the time for erasing: a clock that was ahead at the start reminds of nothing
/// before it is believed, which takes a day at most. A clock that is set while the bot runs moves
/// the beginnings with it.
extension Engine {
  private static let remindedAtOnce = 50

  /// When the next deadline may have passed.
  var deadlineDue: Uptime? {
    switch memory.deadline {
    case .unknown: configuration?.inbox.deadlines == nil ? nil : memory.clockReadAt
    case .none: nil
    case .at(let time):
      memory.clockReadAt.advanced(byMilliseconds: time.rawValue &- timeForErasing.rawValue)
    }
  }

  func lookAheadForDeadlines(in transaction: StoreTransaction) throws(StoreError) {
    guard transaction.takeMovedDeadlines() || memory.deadline == .unknown else { return }
    guard let deadlines = configuration?.inbox.deadlines, !memory.isClockLost else {
      memory.deadline = .none
      return
    }
    memory.deadline = NextDue(try transaction.nextDeadline(of: deadlines))
  }

  func remindOfDeadlines(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let deadlines = configuration?.inbox.deadlines, !memory.isClockLost else { return }
    for (status, wait) in deadlines.waits {
      let overdue = try transaction.takeOverdue(
        status, since: timeForErasing.advanced(byMilliseconds: -wait), limit: Self.remindedAtOnce)
      for conversation in overdue {
        guard let contact = transaction.contact(conversation.contact) else { continue }
        let notice = DeadlineNotice(contact: contact, triage: conversation.triage, wait: wait)
        after.reports.append(.deadline(notice))
        try run(.deadline(notice), in: transaction, now: now, &after)
        try tell(notice, to: deadlines.tell, in: transaction, now: now, &after)
      }
    }
  }

  /// Tells the contacts with a label.
  private func tell(
    _ notice: DeadlineNotice, to label: ContactLabel?, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let label else { return }
    var consequences = RuleConsequences()
    for contact in transaction.contacts(with: label, limit: Self.toldMax) {
      try transaction.reply(
        notice.words, kind: .text, to: contact.key, answers: nil, in: context, to: &consequences)
    }
    guard !consequences.isEmpty else { return }
    try follow(consequences, in: transaction, now: now, &after)
  }

  /// The most contacts that are told of one conversation.
  private static let toldMax = 100
}
