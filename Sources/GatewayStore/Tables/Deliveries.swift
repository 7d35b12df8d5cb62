import GRDB
public import GatewayCore

/// A lane is one contact's deliveries to one webhook: they leave in order, so only the oldest
/// unfinished one has a time at which it is due. Those behind it have none until it is finished.
/// Deliveries without a contact are in no lane.
extension StoreReader {
  /// The deliveries that are due, earliest first, without those to paused webhooks.
  ///
  /// - Parameter underWay: those that were handed out before and have no result yet.
  public func dueDeliveries(
    now: UnixMilliseconds, limit: Int, excluding underWay: Set<DeliveryID> = []
  ) throws(StoreError) -> [Delivery] {
    let found = try rows(
      """
      SELECT d.id, d.webhook_id, d.webhook, c.key, d.format, d.body, d.attempts, d.due
      FROM deliveries d LEFT JOIN contacts c ON c.id = d.contact
      WHERE d.due <= ? AND d.webhook NOT IN (SELECT name FROM disabled_webhooks)
      ORDER BY d.due, d.id LIMIT ?
      """, [now.rawValue, limit + underWay.count], Self.delivery)
    return Array(found.filter { !underWay.contains($0.id) }.prefix(limit))
  }

  /// When the next delivery is due that is not under way.
  public func nextDeliveryDue(
    excluding underWay: Set<DeliveryID> = []
  ) throws(StoreError) -> UnixMilliseconds? {
    try rows(
      """
      SELECT id, due FROM deliveries
      WHERE due IS NOT NULL AND webhook NOT IN (SELECT name FROM disabled_webhooks)
      ORDER BY due LIMIT ?
      """, [underWay.count + 1]
    ) { row in
      (id: DeliveryID(row[0]), due: row.time(1))
    }.first { !underWay.contains($0.id) }?.due
  }

  static func delivery(_ row: Row) throws -> Delivery {
    Delivery(
      id: DeliveryID(row[0]), webhookID: row[1], webhook: row[2], contact: try row.optionalKey(3),
      format: row[4], body: row.text(5), attempts: row[6], due: row.time(7))
  }
}

extension StoreTransaction {
  /// Stores a delivery behind the others of its lane.
  ///
  /// - Parameter message: whose content the body may hold: erasing that message erases the delivery.
  @discardableResult
  public func enqueue(
    _ delivery: NewDelivery, of message: MessageID? = nil, now: UnixMilliseconds
  ) throws(StoreError) -> DeliveryID {
    noteMovedDueTimes()
    let webhook = delivery.webhook
    let lane = try delivery.contact.flatMap { key throws(StoreError) in
      try batchContact(key)?.rowID
    }
    let waits = try lane.map { lane throws(StoreError) in try isBusy(lane, webhook) } ?? false
    let due = delivery.due ?? now
    try run(
      """
      INSERT INTO deliveries
        (webhook_id, webhook, contact, message, format, body, created_at, due, wait)
      VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?)
      """,
      [
        delivery.webhookID, webhook, lane, message?.rawValue, delivery.format, delivery.body.data,
        now.rawValue, waits ? nil : due.rawValue, max(0, due.rawValue - now.rawValue),
      ])
    return DeliveryID(lastInsertedID)
  }

  /// Whether a notice to this webhook is still to leave. One that is due may be under way, unless
  /// the webhook is paused.
  func hasWaitingNotice(to webhook: String, now: UnixMilliseconds) throws(StoreError) -> Bool {
    try row(
      """
      SELECT 1 FROM deliveries
      WHERE webhook = ?1 AND contact IS NULL AND state = 'pending'
        AND (due > ?2 OR EXISTS (SELECT 1 FROM disabled_webhooks WHERE name = ?1)) LIMIT 1
      """, [webhook, now.rawValue]
    ) { _ in true } ?? false
  }

  private func isBusy(_ lane: Int64, _ webhook: String) throws(StoreError) -> Bool {
    try row(
      "SELECT 1 FROM deliveries WHERE webhook = ? AND contact = ? AND state = 'pending' LIMIT 1",
      [webhook, lane]
    ) { _ in true } ?? false
  }

  /// Writes down what an attempt came to, and what follows from it for the delivery. Where its
  /// webhook is to pause, the caller sees to that in the same transaction.
  ///
  /// - Parameters:
  ///   - startedAt: when the attempt began.
  ///   - jitter: 0..<1, see `RetrySchedule`.
  /// - Returns: nil for a delivery that was erased meanwhile.
  @discardableResult
  public func record(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds,
    schedule: RetrySchedule = .standard, jitter: Double, now: UnixMilliseconds
  ) throws(StoreError) -> DeliveryFate? {
    noteMovedDueTimes()
    let attempts = try row(
      "UPDATE deliveries SET attempts = attempts + 1 WHERE id = ? RETURNING attempts",
      [id.rawValue]
    ) { $0[0] as Int }
    guard let attempts else { return nil }
    try insertAttempt(result, of: id, startedAt: startedAt, now: now)
    let fate = schedule.fate(of: result, after: attempts, jitter: jitter, now: now)
    switch fate {
    case .delivered: try finish(id, as: .delivered, now: now)
    case .failed: try finish(id, as: .failed, now: now)
    case .waits, .paused:
      let due = fate.next ?? now
      try run(
        "UPDATE deliveries SET due = ?, wait = ? WHERE id = ?",
        [due.rawValue, due.rawValue - now.rawValue, id.rawValue])
    }
    return fate
  }

  private func insertAttempt(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds,
    now: UnixMilliseconds
  ) throws(StoreError) {
    var status: Int?
    var error: String?
    switch result {
    case .delivered(let code), .refused(let code, _, _): status = code
    case .unreachable(let sentence): error = sentence
    }
    try run(
      """
      INSERT INTO delivery_attempts (delivery, at, duration, status, error) VALUES (?, ?, ?, ?, ?)
      """,
      [id.rawValue, startedAt.rawValue, now.rawValue - startedAt.rawValue, status, error])
  }

  private func finish(
    _ id: DeliveryID, as state: DeliveryState, now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      "UPDATE deliveries SET state = ?, due = NULL WHERE id = ?", [state.rawValue, id.rawValue])
    try promote(behind: id, now: now)
  }

  /// The oldest one that waits in the lane of a delivery becomes due.
  func promote(behind id: DeliveryID, now: UnixMilliseconds) throws(StoreError) {
    try run(
      """
      UPDATE deliveries SET due = ifnull(due, ?2) WHERE id = (
        SELECT min(next.id) FROM deliveries next JOIN deliveries done
          ON next.webhook = done.webhook AND next.contact = done.contact
        WHERE done.id = ?1 AND next.id <> ?1 AND next.state = 'pending')
      """, [id.rawValue, now.rawValue])
  }
}
