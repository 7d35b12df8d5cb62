import GatewayCore
import GatewayStore

/// Forgetting by age, and long removals at the owner's request: in steps between the batches, each
/// in a transaction of its own. So no contact waits for more than a step, the journal stays small,
/// and a failure here undoes no message.
struct ForgettingSteps {
  /// Rows of one step: as many as fit into `stepTime`, by the last steps.
  private(set) var rows = 200
  /// The earliest time of the next step, after a failed one or while another process's reader keeps
  /// the journal.
  var pausesUntil = Uptime.start
  /// Where pruning by `keep` continues; nil while none is in progress.
  var aging: AgingPlace?
  /// Where the look at the deliveries continues; nil while none is in progress.
  var retention: DeliveryID?
  /// The contact after which the search for quiet ones continues.
  var quietContacts: Int64 = 0
  /// Where making room in a full database continues.
  var room = RoomPlace.beginning
  /// Whether something was forgotten since the files were last cleaned.
  var owesCleaning = false
  /// The sealing of what was stored before the seal; nil once there is nothing left to do.
  var sealing: StoredSealing? = StoredSealing()
  /// Removals that the owner asked for.
  var removals: [Removal] = []

  /// Contacts that are forgotten one after the other, and the client to answer when none is left.
  struct Removal {
    var contacts: ArraySlice<ContactKey>
    var forgotten = Forgotten()
    var reply: ReplyHandler
  }

  /// Milliseconds.
  private static let stepTime: Int64 = 25
  private static let rowsMin = 20
  private static let rowsMax = 2_000

  /// - Parameters:
  ///   - time: in milliseconds.
  ///   - hasForgotten: false for a step that only searched, which says little about the next one.
  mutating func took(_ time: Int64, hasForgotten: Bool) {
    let fitting = Int64(rows) * Self.stepTime / max(time, 1)
    let most = hasForgotten ? rows * 2 : rows
    let next = min(max(Int(fitting), rows / 4), most)
    rows = min(max(next, Self.rowsMin), Self.rowsMax)
  }
}

extension Engine {
  /// Milliseconds until the next attempt where a step failed, or a reader blocks it.
  static let stepRetry: Int64 = 5_000

  private enum Step {
    case removal, erasures, content, deliveries, quietContacts, unseenStrangers, room, sealing
  }

  /// Takes the next step, where one is due.
  ///
  /// - Returns: false where none is due, or it failed.
  @discardableResult
  func forgetNextStep() -> Bool {
    let moment = uptime()
    guard moment >= memory.steps.pausesUntil, let step = dueStep(moment) else { return false }
    let now = beginNow()
    do throws(StoreError) {
      let (time, hasForgotten) = try takeWithRoom(step, now: now)
      memory.steps.took(time, hasForgotten: hasForgotten)
      return true
    } catch {
      report([.storeError(error.description)])
      memory.steps.pausesUntil = uptime().advanced(byMilliseconds: Self.stepRetry)
      abandonRemovals(because: error)
      return false
    }
  }

  /// When a step is due; nil where the bot forgets nothing by itself.
  var stepDue: Uptime? {
    if !memory.steps.removals.isEmpty { return memory.steps.pausesUntil }
    guard
      let due = [
        moment(of: memory.erasure), pruningDue, retentionDue, quietContactsDue, unseenDue,
        sealingDue,
      ].compactMap(\.self).min()
    else {
      return nil
    }
    return max(due, memory.steps.pausesUntil)
  }

  private func dueStep(_ now: Uptime) -> Step? {
    if !memory.steps.removals.isEmpty { return .removal }
    if moment(of: memory.erasure).map({ $0 <= now }) ?? false { return .erasures }
    if memory.steps.aging != nil || now >= memory.nextPruning { return .content }
    if isRetentionDue(now) { return .deliveries }
    if quietContactsDue.map({ $0 <= now }) ?? false { return .quietContacts }
    if unseenDue.map({ $0 <= now }) ?? false { return .unseenStrangers }
    if isRoomToMake(now) { return .room }
    return sealingDue == nil ? nil : .sealing
  }

  /// Takes a step; on a full disk in the space of the reserve.
  private func takeWithRoom(
    _ step: Step, now: UnixMilliseconds
  ) throws(StoreError) -> (time: Int64, hasForgotten: Bool) {
    do throws(StoreError) {
      return try take(step, now: now)
    } catch {
      guard error.isOutOfSpace else { throw error }
      return try store.usingReserve { () throws(StoreError) in try take(step, now: now) }
    }
  }

  private func take(
    _ step: Step, now: UnixMilliseconds
  ) throws(StoreError) -> (time: Int64, hasForgotten: Bool) {
    guard step != .sealing else { return try sealSomeStored() }
    let began = uptime()
    var result = (time: Int64(0), hasForgotten: false)
    try attempt { () throws(StoreError) in
      var after = AfterCommit()
      let hasForgotten = try store.write(
        online: memory.online, policy: policy
      ) { transaction throws(StoreError) in
        let hasForgotten = try take(step, in: transaction, now: now, &after)
        try lookAhead(in: transaction)
        return hasForgotten
      }
      if hasForgotten, try !store.emptyJournal(waits: false) {
        memory.steps.pausesUntil = uptime().advanced(byMilliseconds: Self.stepRetry)
      }
      result = (uptime().milliseconds(since: began), hasForgotten)
      return after
    }
    return result
  }

  private func take(
    _ step: Step, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    switch step {
    case .removal: try removeSome(in: transaction, now: now, &after)
    case .erasures: try eraseSome(in: transaction, now: now, &after)
    case .content: try pruneSome(in: transaction, now: now, &after)
    case .deliveries: try retainSome(in: transaction, now: now, &after)
    case .quietContacts: try forgetSomeQuiet(in: transaction, now: now, &after)
    case .unseenStrangers: try forgetSomeUnseen(in: transaction, now: now, &after)
    case .room: try makeSomeRoom(in: transaction, now: now, &after)
    case .sealing: false
    }
  }

  /// - Parameter isDone: whether this was the last step of its kind: the files are cleaned once for
  ///   all steps.
  func noteStep(
    _ forgotten: Forgotten, isDone: Bool, _ after: inout AfterCommit
  ) -> Bool {
    if forgotten.rows > 0 { memory.steps.owesCleaning = true }
    if isDone, memory.steps.owesCleaning {
      memory.steps.owesCleaning = false
      after.cleansFiles = true
    }
    noteGone(forgotten, &after)
    return forgotten.rows > 0
  }

  // MARK: What the owner asked for

  private static let contactsPerStep = 64
  /// Each may have answers and deliveries.
  private static let erasuresPerStep = 20

  private func eraseSome(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let (forgotten, hasMore) = try transaction.eraseDue(limit: Self.erasuresPerStep, now: now)
    return noteStep(forgotten, isDone: !hasMore, &after)
  }

  private func removeSome(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    var removal = memory.steps.removals[0]
    let next = removal.contacts.prefix(Self.contactsPerStep)
    // A stranger of the list may have come online since.
    var due: [ContactKey] = []
    for key in next where try transaction.storedContact(key)?.wasOnline == false {
      due.append(key)
    }
    let (count, forgotten) = try transaction.forget(
      contacts: due, rows: memory.steps.rows, now: now)
    for key in due.prefix(count) { disconnect(key, &after) }
    removal.contacts = due.dropFirst(count) + removal.contacts.dropFirst(next.count)
    removal.forgotten += forgotten
    let isDone = removal.contacts.isEmpty
    if isDone {
      memory.steps.removals.removeFirst()
      after.replies.append((removal.reply, .forgotten(ForgottenSummary(removal.forgotten))))
    } else {
      memory.steps.removals[0] = removal
    }
    return noteStep(forgotten, isDone: isDone, &after)
  }

  private func abandonRemovals(because error: StoreError) {
    for removal in memory.steps.removals {
      removal.reply(
        .failed(
          "\(removal.forgotten.contacts) contacts are removed; the others stay. \(error)"))
    }
    memory.steps.removals = []
  }
}
