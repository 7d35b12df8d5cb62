import GatewayCore
import GatewayStore

/// The gateway as a machine: turns everything that came into one transaction, and only then lets
/// acknowledgements, answers and deliveries leave.
///
/// It knows no network and no web: inputs come in, outputs go out, and the time and all randomness
/// are handed in. Whoever drives it, a thread or a simulation, does so from one place at a time. A
/// failing disk stalls it (messages wait unacknowledged and the same batch is tried again).
package final class Engine {
  let store: Store
  let settings: EngineSettings
  /// The wall clock, for dates. Anybody may set it at any time.
  let clock: () -> UnixMilliseconds
  /// For all that is measured while the engine runs.
  let uptime: () -> Uptime
  /// How much room the home has; nil where that can't be told.
  let space: () -> HomeSpace?
  let keys: any HomeSecrets
  let operations: any Operations
  let rules: (any Rules)?
  /// Takes what is to be done, in order. Called while the engine works, since an acknowledgement
  /// does not wait for the next transaction.
  let output: (EngineOutput) -> Void
  var entropy: any RandomNumberGenerator

  /// The rules that are in force; nil without rules. A batch that is undone undoes a reload too.
  var handler: (any RuleHandler)? { didSet { configuration = handler?.configuration } }
  /// What they declare.
  private(set) var configuration: BotConfiguration?
  var contacts = LiveContacts()
  var memory = Memory()
  private var backlog = Backlog()
  /// What the store needs to apply effects.
  private(set) lazy var context = EffectContext(
    now: UnixMilliseconds(0), partBytesMax: Self.messageBytesMax, fingerprint: keys.digest,
    deliveries: { [unowned self] event, webhook, contact in
      self.deliveries(of: event, to: webhook, contact: contact)
    })

  /// When to end although receipts are missing; nil while nobody asked to end.
  private var stopBy: Uptime?
  /// Whether nothing is to be done any more.
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

  /// Takes what came, and does what is due. After `.stop` it goes on until the receipts of what was
  /// sent came, or had time to come: an answer without its receipt would be sent once more after the
  /// next start, and a message whose acknowledgement is in doubt might be taken for a repetition.
  package func advance(with inputs: [EngineInput]) {
    // Outside the transaction: a failing disk must not keep us from ending.
    if stopBy == nil, inputs.contains(where: \.isStop) {
      stopBy = uptime().advanced(byMilliseconds: Self.receiptGrace)
    }
    take(inputs.filter { !$0.isRequest })
    // Not with the batch: the owner is answered although the disk refuses everything else.
    serve(inputs.compactMap(\.request))
    guard let stopBy else {
      forgetNextStep()
      return
    }
    guard !isAwaitingReceipts || uptime() >= stopBy else { return }
    isFinished = true
    reportForgotten()
  }

  /// Milliseconds until it is to be advanced though nothing came; nil where nothing is due.
  package var timeToWait: Int64? {
    if backlog.isRefused { return min(backlog.timeToTry(uptime()), timeToStep ?? .max) }
    guard let stopBy else { return timeToNextDue() }
    return uptime().milliseconds(until: stopBy)
  }

  private func take(_ inputs: [EngineInput]) {
    guard backlog.isRefused else {
      if !handle(inputs) {
        backlog.add(inputs)
        backlog.failed(uptime())
      }
      return
    }
    backlog.add(inputs)
    guard backlog.timeToTry(uptime()) == 0 else { return }
    if handle(backlog.inputs) { backlog.committed() } else { backlog.failed(uptime()) }
  }

  private var timeToStep: Int64? {
    stopBy == nil ? stepDue.map { uptime().milliseconds(until: $0) } : nil
  }

  /// Handles a batch in one transaction.
  ///
  /// - Returns: whether it is committed; if not, nothing of it happened and it can be tried again.
  func handle(_ inputs: [EngineInput]) -> Bool {
    do throws(StoreError) {
      try attempt { () throws(StoreError) in try commit(inputs) }
      return true
    } catch {
      report([.storeError(error.description)])
      // What a transaction wrote before it was undone is in the journal, and takes the last room.
      if error.isWantOfRoom { _ = try? store.emptyJournal(waits: false) }
      return false
    }
  }

  /// Carries out what a transaction came to; where it fails, nothing of it happened.
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

  /// What becomes of content in the home's files.
  var policy: ContentPolicy {
    (configuration?.inbox ?? BotConfiguration.InboxPolicy(keep: settings.ownKeep)).contentPolicy
  }

  /// How long content stays.
  var keep: BotConfiguration.InboxPolicy.Keep { configuration?.inbox.keep ?? settings.ownKeep }

  private var isAwaitingReceipts: Bool {
    contacts.contains { $0.isOnline && (!$0.inFlight.isEmpty || $0.recent.isInDoubt) }
  }

  private func commit(_ inputs: [EngineInput]) throws(StoreError) -> AfterCommit {
    var after = AfterCommit()
    let now = beginNow()
    lookAtSpace()
    try store.write(
      online: memory.online, policy: policy
    ) { transaction throws(StoreError) in
      try followClock(in: transaction, now: now, &after)
      // Results first: recording one reads rows, which writes what waits to be written together.
      for input in inputs.filter(\.isResult) + inputs.filter({ !$0.isResult }) {
        try handle(input, in: transaction, now: now, &after)
      }
      try lookAtWebhooks(in: transaction, now: now, &after)
      try handleDueParts(in: transaction, now: now, &after)
      try releaseHeldBack(in: transaction, now: now, &after)
      try fireTimers(in: transaction, now: now, &after)
      try collectOutgoing(in: transaction, &after)
      try collectDeliveries(in: transaction, now: now, &after)
      try lookAhead(in: transaction)
    }
    return after
  }

  /// - Returns: the time of the transaction that begins.
  func beginNow() -> UnixMilliseconds {
    context.now = clock()
    return context.now
  }

  private func handle(
    _ input: EngineInput, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch input {
    case .network(let event): try handle(event, in: transaction, now: now, &after)
    case .burst(let events):
      for event in events { try handle(event, in: transaction, now: now, &after) }
    case .delivered(let id, let result, let startedAt):
      try recordDelivery(
        id, result: result, startedAt: startedAt, in: transaction, now: now, &after)
    case .control(let request, let reply):
      try handle(request, reply: reply, in: transaction, now: now, &after)
    case .reload:
      try reloadRules(in: transaction, &after)
      transaction.policy = policy
    case .stop: expectNoMoreParts()
    }
  }

  /// What was decided in the transaction and may happen now that it is on disk.
  private func carryOut(_ after: inout AfterCommit) {
    after.commands += after.sends
    if !after.commands.isEmpty { output(.network(after.commands)) }
    for delivery in after.deliveries { deliver(delivery) }
    reportLosses()
    report(after.reports)
    cleanFiles(&after)
    for (handler, reply) in after.replies { output(.reply(reply, to: handler)) }
  }

  func report(_ reports: [Report]) {
    if !reports.isEmpty { output(.report(reports)) }
  }
}
