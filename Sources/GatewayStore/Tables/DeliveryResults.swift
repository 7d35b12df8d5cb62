import GRDB
public import GatewayCore

/// The consequences of a recorded attempt.
public struct RecordedAttempt: Hashable, Sendable {
  public var webhook: String
  /// The message that the delivery is about; nil for a notice.
  public var message: MessageID?
  /// The attempt's number, from 1.
  public var number: Int
  public var fate: DeliveryFate
  /// Whether it has a row, and is not only held in memory.
  public var isStored: Bool
}

extension StoreTransaction {
  /// Records the result of an attempt and its consequences for the delivery. Where the webhook is
  /// to pause, the caller pauses it in the same transaction.
  ///
  /// - Parameters:
  ///   - startedAt: when the attempt began.
  ///   - jitter: 0..<1, see `RetrySchedule`.
  /// - Returns: nil for a delivery that was erased in the meantime.
  @discardableResult
  public func record(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds,
    schedule: RetrySchedule = .standard, jitter: Double, now: UnixMilliseconds
  ) throws(StoreError) -> RecordedAttempt? {
    if HeldDeliveries.isHeld(id) { return recordHeld(result, of: id, jitter: jitter, now: now) }
    let search = try fast(
      "SELECT webhook, contact, message, attempts FROM deliveries WHERE id = ?")
    search.bind(1, id.rawValue)
    let known = try search.first { row in
      (
        lane: DeliveryLane(webhook: row.text(0), contact: row.optionalInteger(1)),
        message: row.optionalInteger(2).map(MessageID.init), attempts: Int(row.integer(3))
      )
    }
    guard let known else { return nil }
    let attempts = known.attempts + 1
    try insertAttempt(result, of: id, startedAt: startedAt, now: now)
    let fate = schedule.fate(of: result, after: attempts, jitter: jitter, now: now)
    switch fate {
    case .delivered: try finish(id, as: .delivered, attempts: attempts, in: known.lane, now: now)
    case .failed: try finish(id, as: .failed, attempts: attempts, in: known.lane, now: now)
    case .waits(let due):
      try set(
        id, to: .pending, attempts: attempts, due: due, wait: due.rawValue - now.rawValue)
      putOff = min(putOff ?? due, due)
    case .paused: try set(id, to: .pending, attempts: attempts, due: now, wait: 0)
    }
    return RecordedAttempt(
      webhook: known.lane.webhook, message: known.message, number: attempts, fate: fate,
      isStored: true)
  }

  private func recordHeld(
    _ result: DeliveryResult, of id: DeliveryID, jitter: Double, now: UnixMilliseconds
  ) -> RecordedAttempt? {
    cache.held.deliveries.record(result, of: id, jitter: jitter, now: now).map { attempt in
      RecordedAttempt(
        webhook: attempt.delivery.webhook, message: nil, number: attempt.delivery.attempts,
        fate: attempt.fate, isStored: false)
    }
  }

  private func insertAttempt(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds,
    now: UnixMilliseconds
  ) throws(StoreError) {
    let error: String? =
      switch result {
      case .delivered, .refused: nil
      case .rejected(_, _, let reason): reason
      case .unreachable(let sentence): sentence
      }
    let statement = try fast(
      """
      INSERT INTO delivery_attempts (delivery, at, duration, status, error) VALUES (?, ?, ?, ?, ?)
      """)
    statement.bind(1, id.rawValue)
    statement.bind(2, startedAt.rawValue)
    statement.bind(3, now.rawValue - startedAt.rawValue)
    statement.bind(4, result.status.map(Int64.init))
    statement.bind(5, text: vault.put(error, in: .attemptError))
    try statement.execute()
  }

  private func finish(
    _ id: DeliveryID, as state: DeliveryState, attempts: Int, in lane: DeliveryLane,
    now: UnixMilliseconds
  ) throws(StoreError) {
    try set(id, to: state, attempts: attempts, due: nil, wait: nil)
    try promoteFirst(of: lane, now: now)
  }

  /// - Parameter wait: nil leaves it as it was.
  private func set(
    _ id: DeliveryID, to state: DeliveryState, attempts: Int, due: UnixMilliseconds?,
    wait: Int64?
  ) throws(StoreError) {
    let statement = try fast(
      """
      UPDATE deliveries SET state = ?, attempts = ?, due = ?, wait = ifnull(?, wait) WHERE id = ?
      """)
    statement.bind(1, text: state.rawValue)
    statement.bind(2, Int64(attempts))
    statement.bind(3, due?.rawValue)
    statement.bind(4, wait)
    statement.bind(5, id.rawValue)
    try statement.execute()
  }

  /// The oldest delivery of a contact's lane becomes due, unless it is: the one before it is
  /// finished or erased.
  func promoteFirst(of lane: DeliveryLane, now: UnixMilliseconds) throws(StoreError) {
    guard lane.contact != nil else { return }
    let next = try row(
      """
      UPDATE deliveries SET due = ?3 WHERE due IS NULL AND id = (
        SELECT min(id) FROM deliveries
        WHERE webhook = ?1 AND contact = ?2 AND state = 'pending')
      RETURNING id, webhook_id, webhook, (SELECT key FROM contacts WHERE id = contact), format,
        body, attempts, due
      """, [lane.webhook, lane.contact, now.rawValue], decode: decodeDelivery)
    if let next { ready.append(next) }
  }

  /// Takes the deliveries that may leave now, out of those that this transaction made ready.
  ///
  /// - Parameter paused: webhooks whose deliveries stay.
  public func takeReady(
    atMost limit: Int, now: UnixMilliseconds, paused: Set<String>
  ) -> [Delivery] {
    var taken: [Delivery] = []
    ready.removeAll { delivery in
      guard taken.count < limit, delivery.due <= now, !paused.contains(delivery.webhook) else {
        return false
      }
      taken.append(delivery)
      return true
    }
    return taken
  }

  /// When the earliest of the remaining ones is due.
  ///
  /// - Parameter paused: webhooks whose deliveries do not count.
  public func nextReady(paused: Set<String>) -> UnixMilliseconds? {
    let times = ready.lazy.filter { !paused.contains($0.webhook) }.map(\.due)
    return [times.min(), putOff].compactMap(\.self).min()
  }
}
