import GRDB
public import GatewayCore

/// What became of a request to send deliveries again.
public struct Replayed: Hashable, Sendable {
  /// Those that are sent again.
  public var sent: [DeliveryID] = []
  /// Those that a receiver has accepted; not sent again unless that is wanted.
  public var accepted: [DeliveryID] = []
  /// Those whose body was dropped when they were accepted.
  public var withoutBody: [DeliveryID] = []
  /// Those that wait in any case.
  public var waiting: [DeliveryID] = []

  public init() {}
}

extension StoreTransaction {
  /// Sends finished deliveries again, with the same body and identifier and a fresh schedule, each
  /// at its old place in its lane.
  ///
  /// - Parameters:
  ///   - repeatsAccepted: whether also those that a receiver accepted.
  ///   - interval: milliseconds between the first attempts of two of them, also of those of
  ///     earlier calls.
  /// - Throws: `.unknownDelivery`.
  public func replay(
    _ ids: [DeliveryID], repeatsAccepted: Bool = true, interval: Int64 = 0, now: UnixMilliseconds
  ) throws(StoreError) -> Replayed {
    var replayed = Replayed()
    for id in ids {
      guard let delivery = try delivery(id) else { throw .unknownDelivery }
      if delivery.state == .pending {
        replayed.waiting.append(id)
      } else if !delivery.hasBody {
        replayed.withoutBody.append(id)
      } else if delivery.state == .delivered, !repeatsAccepted {
        replayed.accepted.append(id)
      } else {
        try restart(delivery, after: waitForReplay(of: delivery, interval, now: now), now: now)
        replayed.sent.append(id)
      }
    }
    return replayed
  }

  /// Sends a finished delivery again.
  ///
  /// - Throws: `.unknownDelivery`, also for one that waits.
  public func replay(_ id: DeliveryID, now: UnixMilliseconds) throws(StoreError) {
    guard try replay([id], now: now).sent == [id] else { throw .unknownDelivery }
  }

  /// The first one leaves at once.
  private func waitForReplay(
    of delivery: DeliveryRecord, _ interval: Int64, now: UnixMilliseconds
  ) throws(StoreError) -> Int64 {
    guard interval > 0 else { return 0 }
    let known = try row(
      "SELECT replays_through FROM webhooks WHERE name = ?", [delivery.webhook]
    ) { $0[0] as Int64 }
    // No more than that was spread; a clock that was set back would make it longer.
    let longest = interval * Int64(LaneSettings.backlogStandard)
    let wait = min(max(0, (known ?? 0) - now.rawValue), longest)
    try run(
      "UPDATE webhooks SET replays_through = ? WHERE name = ?",
      [now.rawValue + wait + interval, delivery.webhook])
    return wait
  }

  private func restart(
    _ delivery: DeliveryRecord, after wait: Int64, now: UnixMilliseconds
  ) throws(StoreError) {
    noteMovedDueTimes()
    // Its row holds one successful attempt; the earlier one goes to the others.
    try run(
      """
      INSERT INTO delivery_attempts (delivery, at, duration, status, address)
      SELECT id, taken_at, taken_duration, taken_status, taken_address FROM deliveries
      WHERE id = ? AND taken_at IS NOT NULL
      """, [delivery.id.rawValue])
    try run(
      """
      UPDATE deliveries SET state = 'pending', ending = NULL, attempts = 0, due = ?, wait = ?,
        taken_at = NULL, taken_duration = NULL, taken_status = NULL, taken_address = NULL
      WHERE id = ?
      """, [now.advanced(byMilliseconds: wait).rawValue, wait, delivery.id.rawValue])
    try count(delivery.webhook, from: delivery.state, to: .pending)
  }

  /// Gives up deliveries that wait for a webhook, oldest first, within the limit of one step.
  ///
  /// - Parameter time: only those of events before it.
  /// - Returns: how many; fewer than `limit` where none is left.
  public func expire(
    _ webhook: String, before time: UnixMilliseconds = UnixMilliseconds(.max), limit: Int = 500,
    now: UnixMilliseconds
  ) throws(StoreError) -> Int {
    let waiting = try rows(
      """
      SELECT id, contact FROM deliveries WHERE webhook = ? AND state = 'pending'
        AND created_at < ? LIMIT ?
      """, [webhook, time.rawValue, limit]
    ) { (id: DeliveryID($0[0]), contact: $0[1] as Int64?) }
    // The newest first: none becomes due for a moment because the one before it ended.
    for delivery in waiting.sorted(by: { $0.id > $1.id }) {
      try end(
        delivery.id, in: DeliveryLane(webhook: webhook, contact: delivery.contact),
        because: .owner, now: now)
    }
    if !waiting.isEmpty { noteMovedDueTimes() }
    let room = limit - waiting.count
    return waiting.count + cache.held.deliveries.expire(to: webhook, before: time, limit: room)
  }
}
