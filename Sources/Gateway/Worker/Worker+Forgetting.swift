import GatewayCore
import GatewayRules
import GatewayStore

/// What the bot forgets by itself, and what follows from anything that is forgotten.
extension Worker {
  /// Milliseconds between two looks for what is too old.
  private static let pruningInterval: Int64 = 3_600_000
  /// Milliseconds between two attempts to clean the files, where a reader is in the way.
  private static let cleaningRetry: Int64 = 5_000
  /// Milliseconds between two cleanings that take seconds.
  private static let longCleaningInterval: Int64 = 86_400_000
  /// Contacts that one batch forgets.
  private static let contactsPerBatch = 256

  /// The contact is forgotten: what is owed because of it in memory goes too.
  func forget(_ key: ContactKey, _ after: inout AfterCommit) {
    memory.unkeptDeliveries.removeAll(of: key)
    letGo(key, &after)
  }

  /// The contact is one no longer: its session ends, and what is owed to it in memory goes.
  func letGo(_ key: ContactKey, _ after: inout AfterCommit) {
    forgetHeldBack(of: key)
    if !memory.receiptWaiters.isEmpty {
      for waiter in memory.receiptWaiters.takeAll(of: key) {
        after.replies.append((waiter, .failed("The contact was let go before it had the message.")))
      }
    }
    memory.unkeptAnswers -= contacts[key]?.unkept.count ?? 0
    contacts.remove(key)
    memory.online.remove(key)
    memory.partsDue[key] = nil
    after.commands.append(.remove(key))
    memory.unsearched.removeAll { $0 == key }
    if !memory.unsearched.isEmpty {
      after.commands.append(.add(memory.unsearched.removeFirst(), request: nil, hint: nil))
    }
  }

  /// Something was forgotten in this transaction.
  func noteForgotten(_ forgotten: Forgotten, _ after: inout AfterCommit) {
    if forgotten.rows > 0 { after.cleansFiles = true }
    dropWaiters(forgotten.droppedAnswers, &after)
  }

  /// Who waits for the receipt of what will never be sent waits no longer.
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

  /// At the start, after a reload and once an hour: forgets what is older than the bot's
  /// `inbox { keep = … }`, and the contacts that were not seen for `contacts { forget = … }`.
  func prune(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let moment = uptime()
    if moment >= memory.nextPruning {
      memory.nextPruning = moment.advanced(byMilliseconds: Self.pruningInterval)
      try transaction.forgetStamps(now: timeForErasing)
      try pruneContent(in: transaction, now: now, &after)
      try tellOfWaiting(in: transaction, now: now, &after)
    }
    if let age = rules?.bot.configuration.contacts.forget {
      try pruneContacts(olderThan: age, in: transaction, now: now, &after)
    }
  }

  private func pruneContent(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if rules != nil { try transaction.noteKeepsNothing(keep == .nothing) }
    switch keep {
    case .forever: break
    case .seconds(let age):
      let forgotten = try transaction.forget(
        olderThan: timeForErasing.before(seconds: age), sparingOwed: false, now: now)
      noteForgotten(forgotten, &after)
      reportDropped(by: "they are older than the bot keeps", forgotten, &after)
    case .nothing:
      // What such a bot has in its store is left from the time before; what it owes is sent first.
      let forgotten = try transaction.forget(
        olderThan: UnixMilliseconds(.max), sparingOwed: true, now: now)
      noteForgotten(forgotten, &after)
      after.cleansFiles = true
    }
  }

  /// The first time an hour after the start: after a long stop everybody has time to be seen.
  private func pruneContacts(
    olderThan age: Int64, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let pause = min(Self.pruningInterval, age * 1_000)
    let moment = uptime()
    guard let due = memory.nextForgettingOfContacts else {
      memory.nextForgettingOfContacts = moment.advanced(byMilliseconds: pause)
      return
    }
    guard moment >= due else { return }
    try transaction.noteSeen(memory.online, now: now)
    let (keys, forgotten) = try transaction.forgetContacts(
      lastSeenBefore: timeForErasing.before(seconds: age), limit: Self.contactsPerBatch, now: now)
    memory.nextForgettingOfContacts = moment.advanced(
      byMilliseconds: keys.count == Self.contactsPerBatch ? 0 : pause)
    for key in keys { forget(key, &after) }
    noteForgotten(forgotten, &after)
    guard !keys.isEmpty else { return }
    after.reports.append(.log("\(keys.count) contacts that were not seen for long are forgotten"))
    reportDropped(by: "their contacts are forgotten", forgotten, &after)
  }

  /// When something may be too old; nil where the bot forgets nothing by itself.
  var forgettingDue: Uptime? {
    let content = keep == .forever ? nil : memory.nextPruning
    let contacts =
      rules?.bot.configuration.contacts.forget == nil
      ? nil : memory.nextForgettingOfContacts ?? .start
    return [content, contacts].compactMap(\.self).min()
  }

  /// Takes what was forgotten out of the files: at once where a person asked, else when the time
  /// that cleaning takes is a hundredth of the time since the last one.
  func cleanFiles(_ after: inout AfterCommit) {
    let now = uptime()
    if after.cleansFiles {
      let soonest = memory.cleaningPausesUntil
      memory.nextCleaning = min(memory.nextCleaning ?? soonest, soonest)
    }
    let isAsked = after.replies.contains { $0.1.isForgotten }
    guard isAsked || memory.nextCleaning.map({ $0 <= now }) ?? false else { return }
    clean(now: now)
    guard memory.isJournalInUse else { return }
    for index in after.replies.indices where after.replies[index].1.isForgotten {
      after.replies[index].1 = .failed(Forgotten.notYetClean)
    }
  }

  private func clean(now: Uptime) {
    let atAnySize = now >= memory.nextLongCleaning
    memory.isJournalInUse = true
    memory.nextCleaning = now.advanced(byMilliseconds: Self.cleaningRetry)
    do throws(StoreError) {
      switch try store.cleanInReserve(atAnySize: atAnySize) {
      case .clean: memory.nextCleaning = nil
      case .rewritingOwed:
        memory.nextCleaning = now.advanced(byMilliseconds: Self.pruningInterval)
      case .journalInUse: return
      }
      memory.isJournalInUse = false
    } catch {
      report([.storeError(error.description)])
    }
    let done = uptime()
    let duration = done.milliseconds(since: now)
    memory.cleaningPausesUntil = done.advanced(byMilliseconds: duration * 100)
    if atAnySize {
      memory.nextLongCleaning = done.advanced(byMilliseconds: Self.longCleaningInterval)
    }
  }
}

extension ControlReply {
  fileprivate var isForgotten: Bool {
    if case .forgotten = self { true } else { false }
  }
}

extension Forgotten {
  /// For the person who asked.
  static let notYetClean = """
    It is deleted, but SQLite's journal still holds it while another process reads: it goes when \
    that one is done.
    """
}

extension Store {
  /// Cleans the files where something was forgotten.
  ///
  /// - Returns: whether the journal is empty.
  func clean(of forgotten: Forgotten) throws(StoreError) -> Bool {
    forgotten.rows == 0 ? true : try cleanInReserve(atAnySize: true) != .journalInUse
  }
}

extension ForgottenSummary {
  init(_ forgotten: Forgotten) {
    self.init(
      messages: forgotten.messages, droppedAnswers: forgotten.droppedAnswers.count,
      deliveries: forgotten.deliveries, droppedDeliveries: forgotten.droppedDeliveries)
  }
}

extension UnixMilliseconds {
  /// So many seconds before; not before 1970.
  func before(seconds: Int64) -> UnixMilliseconds {
    UnixMilliseconds(max(0, rawValue &- seconds &* 1_000))
  }
}
