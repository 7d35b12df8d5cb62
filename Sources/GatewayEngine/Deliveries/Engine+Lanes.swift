import GatewayCore
import GatewayStore

/// Each webhook has a lane of its own: slots, a pace and a look at the store. One that is dead, or
/// drips, or has a hundred thousand deliveries waiting takes nothing from the others.
extension Engine {
  /// There is a lane for each webhook of the bot's file, and for each former one with deliveries.
  func prepareLanes(former: [String] = []) {
    for name in (configuration?.webhooks.map(\.name) ?? []) + former
    where !memory.lanes.contains(where: { $0.name == name }) {
      memory.lanes.append(WebhookLane(name: name))
    }
    for index in memory.lanes.indices {
      memory.lanes[index].use(webhook(memory.lanes[index].name)?.lane.rate)
    }
  }

  /// Takes the deliveries that are due, of each webhook as many as it has room for.
  func collectDeliveries(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    noteMovedDeliveries(in: transaction)
    let moment = uptime()
    for index in memory.lanes.indices {
      // Behind deliveries that are too old others may be due, or too old as well.
      for _ in 0..<Self.expirationsMax {
        guard try collect(fromLane: index, at: moment, in: transaction, now: now, &after) else {
          break
        }
      }
    }
  }

  /// Rounds in which one turn ends deliveries of a webhook that are too old.
  private static let expirationsMax = 64

  /// - Returns: whether to look again, since some were too old.
  private func collect(
    fromLane index: Int, at moment: Uptime, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let lane = memory.lanes[index]
    guard memory.pausedWebhooks[lane.name] == nil else {
      memory.lanes[index].next = .unknown
      return false
    }
    let looksUp = lane.next.isDue(now)
    guard looksUp || transaction.hasReady(for: lane.name) || transaction.hasHeldDeliveries else {
      memory.lanes[index].next.add(transaction.nextReady(to: lane.name))
      return false
    }
    let room = lane.room(concurrency: concurrency(of: lane), at: moment)
    guard room > 0 else {
      if !looksUp { memory.lanes[index].next.add(transaction.nextReady(to: lane.name)) }
      return false
    }
    let taken = try transaction.takeDeliveries(
      to: lane.name, atMost: room, now: now, excluding: lane.underWay, looksUp: looksUp)
    if looksUp {
      memory.lanes[index].next = NextDue(taken.next)
    } else {
      memory.lanes[index].next.add(taken.next)
    }
    let due = try withoutExpired(taken.due, ofLane: index, in: transaction, now: now, &after)
    for delivery in due {
      memory.lanes[index].begin(delivery.id, at: moment)
      if webhook(delivery.webhook) != nil {
        after.deliveries.append(delivery)
      } else {
        try recordMissingWebhook(of: delivery, in: transaction, now: now, &after)
        memory.lanes[index].next = .unknown
      }
    }
    return due.count < taken.due.count
  }

  /// Ends deliveries that are older than their webhook sends.
  private func withoutExpired(
    _ due: [Delivery], ofLane index: Int, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) -> [Delivery] {
    guard let lane = webhook(memory.lanes[index].name)?.lane else { return due }
    let expired = due.filter { isTooOld($0, for: lane) }
    guard !expired.isEmpty else { return due }
    try transaction.expire(expired, now: now)
    after.reports += expired.map { Report.delivery(DeliveryReport(expired: $0)) }
    // Those behind them are due now.
    memory.lanes[index].next = .unknown
    return due.filter { !isTooOld($0, for: lane) }
  }

  /// By the clock where the webhook says for how long, since a bot that was stopped must not send
  /// it late either; it can be replayed. The backlog ends when the clock has held.
  private func isTooOld(_ delivery: Delivery, for lane: LaneSettings) -> Bool {
    let age = context.now.rawValue - delivery.createdAt.rawValue
    let certainAge = timeForErasing.rawValue - delivery.createdAt.rawValue
    return age > lane.expires ?? .max || certainAge > lane.backlogAge
  }

  /// Attempts for a webhook that may be handed out: its own number, and some ahead; where there are
  /// very many webhooks, its share.
  private func concurrency(of lane: WebhookLane) -> Int {
    let own = webhook(lane.name)?.lane.concurrency ?? 1
    return min(
      own + lane.ahead, max(1, settings.deliveriesMax / max(1, memory.lanes.count)))
  }

  /// The further results for which to wait a moment: while a long backlog drains to a quick
  /// receiver, the courier has work meanwhile, and a transaction costs as much as several results
  /// in it.
  package func resultsToGather(after inputs: [EngineInput]) -> Int {
    guard !inputs.isEmpty, inputs.allSatisfy(\.isResult),
      memory.lanes.contains(where: \.isQuick)
    else { return 0 }
    let underWay = memory.lanes.reduce(0) { $0 + $1.underWay.count } - inputs.count
    return min(Self.gatheredMax, underWay / 2) - inputs.count
  }

  /// Results in a transaction for which it waits.
  private static let gatheredMax = 192

  // MARK: When to look again

  /// Whether `collectDeliveries` did not learn when the next delivery of each webhook is due.
  func mustLookAheadForDeliveries(in transaction: StoreTransaction) -> Bool {
    transaction.hasHeldDeliveries || transaction.movedDueTimes || transaction.hasTurnedAway
      || memory.lanes.contains { lane in
        lane.heldNext != nil
          || (lane.next == .unknown && memory.pausedWebhooks[lane.name] == nil)
      }
  }

  /// Notes when the next delivery of each webhook is due.
  func lookAheadForDeliveries(in transaction: StoreTransaction) throws(StoreError) {
    noteTurnedAway(transaction.takeTurnedAway())
    noteMovedDeliveries(in: transaction)
    let hasHeld = transaction.hasHeldDeliveries
    for index in memory.lanes.indices {
      let lane = memory.lanes[index]
      guard memory.pausedWebhooks[lane.name] == nil else { continue }
      memory.lanes[index].next.add(transaction.nextReady(to: lane.name))
      if memory.lanes[index].next == .unknown {
        memory.lanes[index].next = NextDue(
          try transaction.dueDeliveries(
            to: lane.name, now: context.now, limit: 0, excluding: lane.underWay
          ).next)
      }
      memory.lanes[index].heldNext =
        hasHeld ? transaction.nextHeldDelivery(to: lane.name, excluding: lane.underWay) : nil
    }
  }

  private func noteMovedDeliveries(in transaction: StoreTransaction) {
    guard transaction.takeMovedDueTimes() else { return }
    for index in memory.lanes.indices { memory.lanes[index].next = .unknown }
  }

  /// When a lane has to be looked at; nil where only a result or the owner changes something.
  func moment(for lane: WebhookLane, at moment: Uptime) -> Uptime? {
    guard memory.pausedWebhooks[lane.name] == nil,
      concurrency(of: lane) > lane.underWay.count
    else { return nil }
    let due = [self.moment(of: lane.next), self.moment(of: NextDue(lane.heldNext))]
    return due.compactMap(\.self).min().map { max($0, lane.nextRoom(after: moment)) }
  }
}

extension DeliveryReport {
  fileprivate init(expired delivery: Delivery) {
    self.init(
      id: delivery.id, webhook: delivery.webhook, message: nil, attempt: delivery.attempts,
      result: .unreachable("It is older than its webhook sends."), fate: .expired)
  }
}
