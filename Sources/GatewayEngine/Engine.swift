import GatewayCore
import GatewayStore

/// The gateway as a state machine: handles all inputs of a batch in one transaction, and lets
/// acknowledgements, answers and deliveries leave only after the commit.
///
/// It does no network or web access of its own: inputs come in, outputs go out, and time and
/// randomness are injected. Its driver, a thread or a simulation, calls it from one thread at a
/// time. A failing disk stalls it: messages wait without an acknowledgement and the same batch is
/// tried again.
package final class Engine {
  let store: Store
  let settings: EngineSettings
  /// The wall clock, for dates. It may be set at any time.
  let clock: () -> UnixMilliseconds
  /// The monotonic clock, for all intervals.
  let uptime: () -> Uptime
  /// The free space of the home; nil where it is unknown.
  let space: () -> HomeSpace?
  let keys: any HomeSecrets
  let operations: any Operations
  let rules: (any Rules)?
  /// Takes the outputs, in order. Called while the engine works, since an acknowledgement does not
  /// wait for the next transaction.
  let output: (EngineOutput) -> Void
  var entropy: any RandomNumberGenerator

  /// The rules that are in force; nil without rules. A batch that is undone undoes a reload too.
  var handler: (any RuleHandler)? { didSet { configuration = handler?.configuration } }
  /// The declarations of the rules.
  private(set) var configuration: BotConfiguration?
  var contacts = LiveContacts()
  var memory = Memory()
  var pseudonyms = KnownPseudonyms()
  var backlog = Backlog()
  /// The context in which the store applies effects.
  private(set) lazy var context = EffectContext(
    now: UnixMilliseconds(0), partBytesMax: Self.messageBytesMax,
    code: { [unowned self] in ConfirmationCode(number: entropy.next()) },
    deliveries: { [unowned self] event, webhook, contact in
      self.deliveries(of: event, to: webhook, contact: contact)
    })

  /// When to end although receipts are missing; nil before `.stop`.
  private var stopBy: Uptime?
  /// Whether the engine has stopped.
  package private(set) var isFinished = false

  /// The reference client acknowledges at least once a second.
  private static let receiptGrace: Int64 = 1_200

  package init(
    _ parts: EngineParts, settings: EngineSettings, output: @escaping (EngineOutput) -> Void
  ) {
    store = parts.store
    rules = parts.rules
    operations = parts.operations
    keys = parts.keys
    clock = parts.clock
    uptime = parts.uptime
    entropy = parts.entropy
    space = parts.space
    handler = parts.rules?.handler
    configuration = handler?.configuration
    self.settings = settings
    self.output = output
  }

  /// Handles inputs and all jobs that are due. After `.stop` it goes on until the receipts of sent
  /// messages came, or had time to come: an answer without its receipt would be sent once more
  /// after the next start, and a message whose acknowledgement is in doubt might be taken for a
  /// repetition.
  package func advance(with inputs: [EngineInput]) {
    // Outside the transaction: a failing disk must not prevent the end.
    if stopBy == nil, inputs.contains(where: \.isStop) {
      stopBy = uptime().advanced(byMilliseconds: Self.receiptGrace)
    }
    take(inputs.filter { !$0.isRequest })
    // Separate from the batch: the owner is answered although the disk refuses everything else.
    serve(inputs.compactMap(\.request))
    receive(inputs.compactMap(\.hook))
    handler?.forget()
    guard let stopBy else {
      forgetNextStep()
      return
    }
    guard !isAwaitingReceipts || uptime() >= stopBy else { return }
    isFinished = true
    reportForgotten()
  }

  /// Milliseconds after which the engine must be advanced without inputs; nil where no job is due.
  package var timeToWait: Int64? {
    if backlog.isRefused { return min(backlog.timeToTry(uptime()), timeToStep ?? .max) }
    guard let stopBy else {
      return [timeToNextDue(), timeToIdleRetention].compactMap(\.self).min()
    }
    return uptime().milliseconds(until: stopBy)
  }

  private func take(_ inputs: [EngineInput]) {
    if !backlog.isRefused {
      guard let refusal = refusal(of: inputs) else { return }
      backlog.add(inputs)
      tryAgain(after: refusal)
    } else {
      backlog.add(inputs)
      guard backlog.timeToTry(uptime()) == 0 else { return }
      if let refusal = refusal(of: backlog.inputs) {
        tryAgain(after: refusal)
      } else {
        backlog.committed()
      }
    }
  }

  private var timeToStep: Int64? {
    stopBy == nil ? stepDue.map { uptime().milliseconds(until: $0) } : nil
  }

  /// Handles a batch in one transaction.
  ///
  /// - Returns: whether it is committed; if not, it is undone and can be tried again.
  func handle(_ inputs: [EngineInput]) -> Bool { refusal(of: inputs) == nil }

  /// Handles a batch in one transaction.
  ///
  /// - Returns: why it was undone; nil where it is committed.
  func refusal(of inputs: [EngineInput]) -> StoreError? {
    do throws(StoreError) {
      try attempt { () throws(StoreError) in
        var after = AfterCommit()
        let now = beginNow()
        updateSpace()
        try store.write(
          online: memory.online, policy: policy
        ) { transaction throws(StoreError) in
          try followClock(in: transaction, now: now, &after)
          // Results first: recording one reads rows, which flushes the inserts that wait to be
          // written together.
          for case .delivered(let id, let outcome, let startedAt) in inputs {
            try recordDelivery(
              id, outcome: outcome, startedAt: startedAt, in: transaction, now: now, &after)
          }
          for input in inputs { try handle(input, in: transaction, now: now, &after) }
          try handleDue(in: transaction, now: now, &after)
          try keepEvents(&after, in: transaction, now: now)
        }
        return after
      }
      return nil
    } catch {
      report([.storeError(error.description)])
      // The journal still holds writes of the transaction that was undone, and takes the last room.
      if error.isOutOfSpace { _ = try? store.emptyJournal(waits: false) }
      return error
    }
  }

  /// Handles one that is no result.
  private func handle(
    _ input: EngineInput, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch input {
    case .delivered: break
    case .network(let events):
      for event in events { try handle(event, in: transaction, now: now, &after) }
    case .control(let request, let author, let reply):
      let asked = OwnerRequest(request: request, author: author, reply: reply)
      try handle(asked, in: transaction, now: now, &after)
    case .hook(let arrival): try receive(arrival, in: transaction, now: now, &after)
    case .reload:
      try reloadRules(in: transaction, &after)
      transaction.policy = policy
    case .stop: expectNoMoreParts()
    }
  }

  /// Runs a transaction and carries out its consequences; a failed one is undone.
  func attempt(_ transaction: () throws(StoreError) -> AfterCommit) throws(StoreError) {
    let (before, handlerBefore) = (memory, handler)
    contacts.beginBatch()
    do {
      var after = try transaction()
      carryOut(&after)
    } catch {
      memory = before
      if handler !== handlerBefore { handler = handlerBefore }
      contacts.undoBatch()
      throw error
    }
  }

  /// Whether content is written to the home's files, and in which form.
  var policy: ContentPolicy {
    (configuration?.inbox ?? BotConfiguration.InboxPolicy(keep: settings.ownKeep)).contentPolicy
  }

  /// How long content stays.
  var keep: BotConfiguration.InboxPolicy.Keep { configuration?.inbox.keep ?? settings.ownKeep }

  /// Whether the disk refused the last batch, which is tried again.
  var isRefused: Bool { backlog.isRefused }

  private var isAwaitingReceipts: Bool {
    contacts.contains { $0.isOnline && (!$0.inFlight.isEmpty || $0.recent.isInDoubt) }
  }

  /// - Returns: the time of the transaction that begins.
  func beginNow() -> UnixMilliseconds {
    context.now = clock()
    return context.now
  }

  /// Does what is due, and takes what may leave after this transaction.
  private func handleDue(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    try loadWebhooks(in: transaction, now: now, &after)
    try expireAsks(in: transaction, now: now, &after)
    try expireAnswers(in: transaction, now: now, &after)
    try handleDueFiles(in: transaction, now: now, &after)
    try hastenSome(in: transaction, now: now)
    try handleDueParts(in: transaction, now: now, &after)
    try releaseHeldBack(in: transaction, now: now, &after)
    try runTimes(in: transaction, now: now, &after)
    try dropOldAudit(in: transaction)
    try sendNotices(in: transaction, now: now)
    if !after.contactsToServe.isEmpty { try collectOutgoing(in: transaction, &after) }
    try collectDeliveries(in: transaction, now: now, &after)
    try noteAsks(in: transaction, &after)
    if mustLookAhead(in: transaction) { try lookAhead(in: transaction) }
  }

  /// Carries out what the transaction decided, now that it is on the disk.
  private func carryOut(_ after: inout AfterCommit) {
    after.commands += after.sends
    if !after.commands.isEmpty { output(.network(after.commands)) }
    deliver(after.deliveries)
    reportLosses()
    report(after.reports)
    cleanFiles(&after)
    for (handler, reply) in after.replies { output(.reply(online(reply), to: handler)) }
    for (handler, reply) in after.hookReplies { output(.hookReply(reply, to: handler)) }
  }

  /// As far as they may leave the bot.
  func shown(_ reports: [Report]) -> [Report] {
    policy.showsContent ? reports : reports.map(\.withoutContent)
  }

  func report(_ reports: [Report]) {
    if !reports.isEmpty { output(.report(shown(reports))) }
  }
}
