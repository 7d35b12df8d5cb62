import GatewayCore
import GatewayRules
import GatewayStore
import Logging
import ToxCore

/// The gateway's one thread: turns everything that waits in its mailbox into one transaction, and
/// only then lets acknowledgements, answers and deliveries leave.
///
/// All its state belongs to that thread. A failing disk stalls it (messages wait unacknowledged and
/// the same batch is tried again), never the network's loop.
final class Worker {
  let store: Store
  let network: any Network
  let courier: any Deliverer
  let mailbox: Mailbox<WorkerInput>
  /// Takes what a batch came to, in order.
  let report: @Sendable ([Report]) -> Void
  /// The wall clock, for dates. Anybody may set it at any time.
  let clock: @Sendable () -> UnixMilliseconds
  /// For all that is measured while the worker runs.
  let uptime: @Sendable () -> Uptime
  /// A clock that says an earlier date has lost its time.
  let earliestDate: UnixMilliseconds
  /// How much room the home has; nil where that can't be told.
  let space: @Sendable () -> HomeSpace?
  let keys: HomeKeys
  /// As many as the network half can search and hold.
  let contactsMax: Int
  let rules: RuleFile?
  /// How long content stays where there are no rules.
  let ownKeep: BotConfiguration.InboxPolicy.Keep

  var contacts = LiveContacts()
  var memory = Memory()
  var entropy = SystemRandomNumberGenerator()
  /// What the store needs to apply effects.
  private(set) lazy var context = EffectContext(
    now: UnixMilliseconds(0), partBytesMax: Self.messageBytesMax,
    deliveries: { [unowned self] event, webhook, contact in
      self.deliveries(of: event, to: webhook, contact: contact)
    })

  /// When to end although receipts are missing; nil while nobody asked to end.
  private var stopBy: Uptime?

  /// The reference client acknowledges at least once a second.
  private static let receiptGrace: Int64 = 1_200

  init(
    store: Store, network: any Network, courier: any Deliverer, mailbox: Mailbox<WorkerInput>,
    keys: HomeKeys, rules: RuleFile?, ownKeep: BotConfiguration.InboxPolicy.Keep = .forever,
    clock: @escaping @Sendable () -> UnixMilliseconds,
    uptime: @escaping @Sendable () -> Uptime, earliestDate: UnixMilliseconds,
    space: (@Sendable () -> HomeSpace?)? = nil, contactsMax: Int = Limits().contacts,
    report: @escaping @Sendable ([Report]) -> Void
  ) {
    self.store = store
    self.network = network
    self.courier = courier
    self.mailbox = mailbox
    self.keys = keys
    self.contactsMax = contactsMax
    self.rules = rules
    self.ownKeep = ownKeep
    self.clock = clock
    self.uptime = uptime
    self.earliestDate = earliestDate
    self.space = space ?? { try? store.space() }
    self.report = report
  }

  /// Runs until `.stop` was handled and the receipts of what was sent came, or had time to come:
  /// an answer without its receipt would be sent once more after the next start, and a message
  /// whose acknowledgement is in doubt might be taken for a repetition.
  func run() {
    var backlog = Backlog()
    while true {
      if let stopBy, !isAwaitingReceipts || uptime() >= stopBy { return reportForgotten() }
      let inputs = mailbox.take(
        waitingAtMost: backlog.isEmpty
          ? timeToWait() : min(backlog.timeToTry(uptime()), timeToStep ?? .max))
      // Outside the transaction: a failing disk must not keep us from ending.
      if stopBy == nil, inputs.contains(where: \.isStop) {
        stopBy = uptime().advanced(byMilliseconds: Self.receiptGrace)
      }
      backlog.add(inputs.filter { !$0.isRequest })
      if backlog.timeToTry(uptime()) == 0 {
        if handle(backlog.inputs) { backlog.committed() } else { backlog.failed(uptime()) }
      }
      // Not with the batch: the owner is answered although the disk refuses everything else.
      serve(inputs.compactMap(\.request))
      if stopBy == nil { forgetNextStep() }
    }
  }

  /// Handles a batch in one transaction.
  ///
  /// - Returns: whether it is committed; if not, nothing of it happened and it can be tried again.
  func handle(_ inputs: [WorkerInput]) -> Bool {
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
    let before = memory
    contacts.beginBatch()
    do {
      var after = try transaction()
      carryOut(&after)
    } catch {
      memory = before
      contacts.undoBatch()
      throw error
    }
  }

  /// Whether messages go to the disk at all.
  var keepsMessages: Bool { keep != .nothing }

  /// How long content stays.
  var keep: BotConfiguration.InboxPolicy.Keep { rules?.bot.configuration.inbox.keep ?? ownKeep }

  private var isAwaitingReceipts: Bool {
    contacts.all.contains { $0.isOnline && (!$0.inFlight.isEmpty || $0.recent.isInDoubt) }
  }

  private var timeToStep: Int64? {
    stopBy == nil ? stepDue.map { uptime().milliseconds(until: $0) } : nil
  }

  private func timeToWait() -> Int64? {
    guard let stopBy else { return timeToNextDue() }
    return uptime().milliseconds(until: stopBy)
  }

  private func commit(_ inputs: [WorkerInput]) throws(StoreError) -> AfterCommit {
    var after = AfterCommit()
    let now = beginNow()
    lookAtSpace()
    try store.write(
      online: memory.online, keepsMessages: keepsMessages
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
    _ input: WorkerInput, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch input {
    case .network(let event): try handle(event, in: transaction, now: now, &after)
    case .burst(let events):
      for event in events { try handle(event, in: transaction, now: now, &after) }
    case .delivered(let id, let result, let startedAt):
      try recordDelivery(id, result, startedAt: startedAt, in: transaction, now: now, &after)
    case .control(let request, let reply):
      try handle(request, reply, in: transaction, now: now, &after)
    case .reload:
      try reloadRules(in: transaction, &after)
      transaction.keepsMessages = keepsMessages
    case .stop: expectNoMoreParts()
    }
  }

  /// What was decided in the transaction and may happen now that it is on disk.
  private func carryOut(_ after: inout AfterCommit) {
    after.commands += after.sends
    network.post(after.commands)
    for delivery in after.deliveries { deliver(delivery) }
    reportLosses()
    if !after.reports.isEmpty { report(after.reports) }
    cleanFiles(&after)
    for (reply, value) in after.replies { reply(value) }
  }
}

extension Worker {
  /// What the worker knows beside the store and the contacts. A batch changes it along with the
  /// transaction, and what undoes the one undoes the other.
  struct Memory {
    var online: Set<ContactKey> = []
    var connection = ConnectionStatus.offline
    var deliveriesUnderWay: Set<DeliveryID> = []
    var receiptWaiters = ReceiptWaiters()
    /// Deliveries that are not in the store; see `UnkeptDeliveries`.
    var unkeptDeliveries = UnkeptDeliveries()
    /// As the store has them, once they were looked at.
    var pausedWebhooks: Set<String> = []
    var hasLookedAtWebhooks = false
    /// When a reload brought other settings.
    var webhooksChangedAt: [String: Uptime] = [:]
    /// Answers of all contacts that are not in the store.
    var unkeptAnswers = 0
    /// What there was no room for since the last report.
    var losses = Losses()
    /// When the store has a delivery or a timer that is due; nil where that must be looked up.
    var due: DueTimes?
    /// The wall clock at the last look, and when that was.
    var wall: UnixMilliseconds?
    var clockReadAt = Uptime.start
    /// The clock says a date at which this program was not there.
    var isClockLost = false
    /// What the home knows of the time, once it was looked up, and when it was brought up to date.
    var time: TrustedTime?
    var timeReadAt = Uptime.start
    /// When the home was last told.
    var timeKeptAt = Uptime.start
    /// The owner was told that what is too old by the clock stays.
    var isWaitingTold = false
    /// When to erase what is older than the bot keeps.
    var nextPruning = Uptime.start
    /// When to clean the files: at the start, and where it could not be done at once.
    var nextCleaning: Uptime? = .start
    /// When cleaning has been paid for, unless a person asks for it.
    var cleaningPausesUntil = Uptime.start
    /// When to clean even a database that takes seconds; nil until there is one.
    var nextLongCleaning: Uptime?
    /// When a contact last wrote.
    var lastMessageAt = Uptime.start
    var steps = ForgettingSteps()
    /// When to forget contacts that went quiet; nil until it is known when the bot began.
    var nextForgettingOfContacts: Uptime?
    /// Bytes of the messages that wait in memory, see `HeldBack`, and when to look at them again.
    var heldBytes = 0
    var nextRelease: Uptime?
    var space = SpaceWatch()
    /// When to make room in a database that is full.
    var nextMakingRoom = Uptime.start
    var limitNotices = LimitNotices()
    /// Contacts that the network half has no room for, in the order in which it refused them.
    var unsearched: [ContactKey] = []
    /// When a stranger that never came online is to be forgotten; nil where there is none.
    var nextForgettingOfUnseen: Uptime? = .start
    /// Until when contacts' long texts are waited for.
    var partsDue: [ContactKey: Uptime] = [:]
  }
}

/// What a batch leads to once it is committed.
struct AfterCommit {
  var commands: [NetworkCommand] = []
  /// Carried out behind the commands, so that an answer's packet carries the acknowledgement.
  var sends: [NetworkCommand] = []
  var deliveries: [Delivery] = []
  var reports: [Report] = []
  var replies: [(@Sendable (Reply) -> Void, Reply)] = []
  /// Contacts who came online, or have room again.
  var contactsToServe: [ContactKey] = []
  /// Something was forgotten that the files still hold.
  var cleansFiles = false
}
