import GatewayCore
import GatewayStore

/// Runs the bot's rules and applies their effects.
extension Engine {
  /// The largest text that one message packet takes: 1372 bytes of UTF-8.
  package static let messageBytesMax = 1_372

  /// Runs the rules on one event and applies their effects.
  ///
  /// - Parameter given: what is done in place of the rules.
  /// - Returns: what the rules asked for, or the failure.
  @discardableResult
  func run(
    _ event: RuleEvent, as given: RuleOutcome? = nil, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> RuleOutcome {
    let outcome: RuleOutcome
    if let given {
      outcome = given
    } else if let handler {
      outcome = handler.handle(event, state: transaction, now: now)
    } else {
      outcome = RuleOutcome(effects: event.message == nil ? [] : [.keep])
    }
    if let failure = outcome.failure {
      // The number tells which stored message caused the failure.
      after.reports.append(
        .ruleError(failure, message: policy.writesMessages ? event.message?.id : nil))
    }
    var consequences = RuleConsequences()
    try transaction.apply(
      outcome, of: event.message, about: event.contact, in: context, to: &consequences)
    if !consequences.isEmpty {
      try follow(consequences, of: event, in: transaction, now: now, &after)
    }
    return outcome
  }

  /// Does what is beyond the store: tells the network which contacts were accepted, blocked or
  /// removed, and hands over answers.
  ///
  /// - Parameter event: a rule that blocks and accepts a contact whose acceptance was the event
  ///   does not cause an endless series of greetings.
  func follow(
    _ consequences: RuleConsequences, of event: RuleEvent? = nil,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    noteForgotten(consequences.forgotten, &after)
    reportDropped(by: "a rule removed its contact", consequences.forgotten, &after)
    answer(consequences.answers, in: transaction, &after)
    memory.losses.deliveries += consequences.droppedDeliveries
    if let due = consequences.askDue { memory.asks.add(due) }
    if let due = consequences.confirmationDue { memory.confirmations.add(due) }
    if consequences.startsBroadcast { memory.broadcasts.add(at: uptime()) }
    after.commands += consequences.typing.map { .setTyping($0.contact, $0.isTyping) }
    after.reports += consequences.logLines.map(Report.log)
    for request in consequences.files {
      try handle(request, in: transaction, now: now, &after)
    }
    for change in consequences.contactChanges {
      switch change {
      case .accepted(let key) where key == event?.greeted:
        after.commands.append(.add(key, request: nil, hint: nil))
      case .accepted(let key): try welcome(key, in: transaction, now: now, &after)
      case .blocked(let key):
        transaction.dropHeldAnswers(to: key)
        disconnect(key, &after)
      case .removed(let key):
        // Effects of the same rule were held in memory after the removal.
        transaction.dropHeld(of: key)
        disconnect(key, &after)
      }
    }
  }

  /// Does what was asked for at a time, by rules or the owner.
  func runTimes(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if memory.broadcasts.isDue(now, uptime: uptime) {
      try continueBroadcasts(in: transaction, now: now, &after)
    }
    if memory.requestCodes.next.isDue(now) {
      try expireRequests(in: transaction, now: now, &after)
    }
    if memory.confirmations.next.isDue(now) {
      try expireConfirmations(in: transaction, now: now, &after)
    }
    guard rules != nil else { return }
    if memory.deadline.isDue(timeForErasing) {
      try remindOfDeadlines(in: transaction, now: now, &after)
    }
    if memory.timer.isDue(now) { try fireTimers(in: transaction, now: now, &after) }
    if memory.schedules?.next.isDue(now) ?? true {
      try runSchedules(in: transaction, now: now, &after)
    }
  }

  private func fireTimers(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    for timer in try transaction.takeDueTimers(now: now, limit: 100) {
      try run(.timer(timer), in: transaction, now: now, &after)
    }
  }

  func reloadRules(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let rules else { return }
    let webhooks = configuration?.webhooks ?? []
    do throws(RuleFailure) {
      try rules.reload()
    } catch {
      after.reports.append(.reloadFailed(error))
      return
    }
    handler = rules.handler
    let bot = rules.handler.configuration
    memory.schedules = nil
    prepareLanes()
    try transaction.noteWebhooks(bot.webhooks.map(\.name))
    try transaction.noteHooks(bot.hooks)
    try transaction.noteDesk(of: bot)
    memory.deadline = .unknown
    memory.notice = .unknown
    try resumeChanged(since: webhooks, in: transaction, now: context.now, &after)
    memory.nextPruning = .start
    memory.nextForgettingOfUnseen = .start
    try transaction.rememberProfile(bot.profile)
    after.commands.append(.setProfile(bot.profile))
    after.reports.append(.reloaded(file: rules.path))
    after.reports += rules.warnings
  }
}

extension RuleEvent {
  fileprivate var message: InboundMessage? {
    switch self {
    case .message(let message): message
    case .confirmation(let result): result.message
    default: nil
    }
  }

  /// The contact whose acceptance is the event.
  fileprivate var greeted: ContactKey? {
    if case .contact(let contact) = self { contact.key } else { nil }
  }
}
