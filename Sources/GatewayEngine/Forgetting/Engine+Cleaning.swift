package import GatewayCore
package import GatewayStore

/// Removes from the files what was forgotten.
extension Engine {
  /// Milliseconds between two attempts to clean the files while a reader blocks it.
  private static let cleaningRetry: Int64 = 5_000
  /// Milliseconds between two rewrites that take seconds.
  private static let longCleaningInterval: Int64 = 86_400_000
  /// Milliseconds without a message before such a rewrite begins.
  private static let quietTime: Int64 = 60_000
  /// Milliseconds for which a rewrite waits for such a quiet time.
  private static let quietTimePatience: Int64 = 86_400_000

  /// Cleans so seldom that it takes one percent of the time. Where the owner asked, the journal is
  /// emptied at once in any case, and the database rewritten unless that was done just before: many
  /// erasures one after the other rewrite it once, and each is told that copies may remain until
  /// then.
  func cleanFiles(_ after: inout AfterCommit) {
    let now = uptime()
    if after.cleansFiles {
      let soonest = memory.cleaningPausesUntil
      memory.nextCleaning = min(memory.nextCleaning ?? soonest, soonest)
    }
    let isAsked = after.replies.contains { $0.1.isForgotten }
    guard isAsked || memory.nextCleaning.map({ $0 <= now }) ?? false else { return }
    let result = clean(now: now, isAsked: isAsked)
    for index in after.replies.indices where after.replies[index].1.isForgotten {
      after.replies[index].1 = after.replies[index].1.after(cleaning: result)
    }
  }

  private func clean(
    now: Uptime, isAsked: Bool
  ) -> Result<CleaningOutcome, StoreError> {
    // The owner waits for the answer, and a long rewrite would delay all other clients.
    let isLong = !isAsked && isTimeForLongCleaning(now)
    let isPausing = isAsked && now < memory.cleaningPausesUntil
    memory.nextCleaning = now.advanced(byMilliseconds: Self.cleaningRetry)
    let outcome: CleaningOutcome
    do throws(StoreError) {
      outcome = try store.cleanInReserve(
        rewriting: isPausing ? .none : isLong ? .large : .small)
    } catch {
      report([.storeError(error.description)])
      return .failure(error)
    }
    let done = uptime()
    switch outcome {
    case .clean: memory.nextCleaning = nil
    case .rewritingOwed where isPausing: memory.nextCleaning = memory.cleaningPausesUntil
    case .rewritingOwed: memory.nextCleaning = done.advanced(byMilliseconds: Self.quietTime)
    case .journalInUse: return .success(outcome)
    }
    guard !isPausing else { return .success(outcome) }
    let duration = done.milliseconds(since: now)
    memory.cleaningPausesUntil = done.advanced(byMilliseconds: duration * 100)
    if isLong { memory.nextLongCleaning = done.advanced(byMilliseconds: Self.longCleaningInterval) }
    return .success(outcome)
  }

  /// Nothing is committed while a large database is rewritten, so it waits, within limits, for a
  /// minute without messages.
  private func isTimeForLongCleaning(_ now: Uptime) -> Bool {
    guard let due = memory.nextLongCleaning else {
      memory.nextLongCleaning = now.advanced(byMilliseconds: Self.quietTime)
      return false
    }
    guard now >= due else { return false }
    let isQuiet = now.milliseconds(since: memory.lastMessageAt) >= Self.quietTime
    return isQuiet || now >= due.advanced(byMilliseconds: Self.quietTimePatience)
  }
}

extension Reply {
  fileprivate var isForgotten: Bool {
    if case .forgotten = self { true } else { false }
  }

  /// The answer to the owner after the attempt to clean the files.
  package func after(cleaning result: Result<CleaningOutcome, StoreError>) -> Reply {
    guard case .forgotten(var summary) = self else { return self }
    switch result {
    case .success(.clean): return self
    case .success(.rewritingOwed):
      summary.copiesMayRemain = true
      return .forgotten(summary)
    case .success(.journalInUse): return .failed(Self.journalInUse, .refused, .tracesRemain)
    case .failure(let error):
      return .failed(
        "It is deleted, but not removed from the files yet. \(error)", .refused, .tracesRemain)
    }
  }

  private static let journalInUse = """
    It is deleted, but SQLite's journal still holds it while another process reads: it goes when \
    that one is done.
    """
}

extension Store {
  /// Cleans the files after something was forgotten, on a home that no bot uses.
  package func clean(of forgotten: Forgotten) -> Result<CleaningOutcome, StoreError> {
    removeBytes(of: forgotten)
    guard forgotten.rows > 0 else { return .success(.clean) }
    do throws(StoreError) {
      return .success(try cleanInReserve(rewriting: .any))
    } catch {
      return .failure(error)
    }
  }
}

extension ForgottenSummary {
  package init(_ forgotten: Forgotten) {
    self.init(
      contacts: forgotten.contacts, messages: forgotten.messages,
      droppedAnswers: forgotten.droppedAnswers.count, deliveries: forgotten.deliveries,
      droppedDeliveries: forgotten.droppedDeliveries)
  }
}
