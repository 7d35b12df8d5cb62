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
  /// Since when no attempt for the webhook has succeeded; nil where this one did.
  public var failingSince: UnixMilliseconds?
  /// Whether the owner was told of the outage.
  public var isTold = false
  /// Since when no attempt had succeeded, where this one did and the owner had been told.
  public var endedOutage: UnixMilliseconds?
}

/// What `record` reads of a delivery.
private struct KnownDelivery {
  var lane: DeliveryLane
  var message: MessageID?
  var attempts: Int
  var state: DeliveryState
}

extension StoreTransaction {
  /// Records the result of an attempt and its consequences for the delivery. Where the webhook is
  /// to pause, the caller pauses it in the same transaction.
  ///
  /// - Parameters:
  ///   - startedAt: when the attempt began.
  ///   - address: what was connected to.
  ///   - response: the answer, as far as it is kept.
  ///   - keepsBody: whether the body stays once the receiver accepted it.
  ///   - jitter: 0..<1, see `RetrySchedule`.
  /// - Returns: nil for a delivery that was erased in the meantime.
  @discardableResult
  public func record(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds,
    address: String? = nil, response: String? = nil, schedule: RetrySchedule = .standard,
    keepsBody: Bool = true, jitter: Double, now: UnixMilliseconds
  ) throws(StoreError) -> RecordedAttempt? {
    if HeldDeliveries.isHeld(id) {
      return try recordHeld(result, of: id, jitter: jitter, now: now)
    }
    guard let known = try known(id) else { return nil }
    let attempts = known.attempts + 1
    var fate = schedule.fate(of: result, after: attempts, jitter: jitter, now: now)
    if fate == .delivered, let status = result.status {
      try setTaken(
        id, attempts: attempts, status: status, startedAt: startedAt, address: address,
        keepsBody: keepsBody, now: now)
      try count(known.lane.webhook, from: known.state, to: .delivered)
      try promoteFirst(of: known.lane, now: now)
    } else {
      try insertAttempt(result, of: id, startedAt: startedAt, address: address, now: now)
      // The owner may have ended it while the attempt was in progress.
      if known.state != .pending { fate = .ended(as: known.state) }
      try follow(fate, of: result, for: id, known, now: now)
    }
    if let response { try keep(response, of: id, startedAt: startedAt) }
    var attempt = RecordedAttempt(
      webhook: known.lane.webhook, message: known.message, number: attempts, fate: fate,
      isStored: true)
    try noteHealth(of: known.lane.webhook, result, now: now, &attempt)
    return attempt
  }

  private func follow(
    _ fate: DeliveryFate, of result: DeliveryResult, for id: DeliveryID, _ known: KnownDelivery,
    now: UnixMilliseconds
  ) throws(StoreError) {
    let attempts = known.attempts + 1
    guard known.state == .pending else {
      return try set(id, attempts: attempts, due: nil, wait: 0)
    }
    switch fate {
    case .waits(let due):
      try set(id, attempts: attempts, due: due, wait: due.rawValue - now.rawValue)
      putOff.append((known.lane.webhook, due))
    case .paused: try set(id, attempts: attempts, due: now, wait: 0)
    case .delivered, .failed, .expired:
      try set(id, attempts: attempts, due: nil, wait: 0)
      try end(id, in: known.lane, because: result.ending, now: now)
    }
  }

  private func known(_ id: DeliveryID) throws(StoreError) -> KnownDelivery? {
    let statement = try fast(
      "SELECT webhook, contact, message, attempts, state, ending FROM deliveries WHERE id = ?")
    statement.bind(1, id.rawValue)
    return try statement.first { row in
      KnownDelivery(
        lane: DeliveryLane(webhook: row.text(0), contact: row.optionalInteger(1)),
        message: row.optionalInteger(2).map(MessageID.init), attempts: Int(row.integer(3)),
        state: DeliveryState(row.text(4), ending: row.text(5)))
    }
  }

  /// Notes since when the webhook's attempts fail.
  private func noteHealth(
    of webhook: String, _ result: DeliveryResult, now: UnixMilliseconds,
    _ attempt: inout RecordedAttempt
  ) throws(StoreError) {
    guard let known = try cachedWebhook(webhook) else { return }
    if result.isFailureOfReceiver {
      attempt.failingSince = known.failingSince ?? now
      attempt.isTold = known.isTold
      if known.failingSince == nil { try change(webhook) { $0.failingSince = now } }
    } else if let since = known.failingSince {
      if known.isTold { attempt.endedOutage = since }
      try change(webhook) { row in
        row.failingSince = nil
        row.isTold = false
      }
    }
  }

  /// The owner was told of the webhook's outage.
  public func noteToldOutage(of webhook: String) throws(StoreError) {
    try change(webhook) { $0.isTold = true }
    // Where deliveries are held nothing else is written: a restart would tell it again.
    demandCommit()
  }

  private func recordHeld(
    _ result: DeliveryResult, of id: DeliveryID, jitter: Double, now: UnixMilliseconds
  ) throws(StoreError) -> RecordedAttempt? {
    let known = cache.held.deliveries.record(result, of: id, jitter: jitter, now: now)
    guard let (delivery, fate) = known else { return nil }
    var attempt = RecordedAttempt(
      webhook: delivery.webhook, message: nil, number: delivery.attempts, fate: fate,
      isStored: false)
    try noteHealth(of: delivery.webhook, result, now: now, &attempt)
    return attempt
  }

  private func insertAttempt(
    _ result: DeliveryResult, of id: DeliveryID, startedAt: UnixMilliseconds, address: String?,
    now: UnixMilliseconds
  ) throws(StoreError) {
    let error: String? =
      switch result {
      case .delivered, .refused, .answered(_, .replies): nil
      case .answered(_, .unusable(let reason)): reason
      case .rejected(_, _, let reason): reason
      case .unreachable(let sentence): sentence
      }
    let statement = try fast(
      """
      INSERT INTO delivery_attempts (delivery, at, duration, status, error, address)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, id.rawValue)
    statement.bind(2, startedAt.rawValue)
    statement.bind(3, now.rawValue - startedAt.rawValue)
    statement.bind(4, result.status.map(Int64.init))
    statement.bind(5, text: vault.put(error, in: .attemptError, row: id.rawValue))
    statement.bind(6, text: address)
    try statement.execute()
  }

  private func setTaken(
    _ id: DeliveryID, attempts: Int, status: Int, startedAt: UnixMilliseconds, address: String?,
    keepsBody: Bool, now: UnixMilliseconds
  ) throws(StoreError) {
    let statement = try fast(
      """
      UPDATE deliveries SET state = 'delivered', ending = NULL, attempts = ?, due = NULL,
        body = iif(?, body, ''), taken_at = ?, taken_duration = ?, taken_status = ?,
        taken_address = ?
      WHERE id = ?
      """)
    statement.bind(1, Int64(attempts))
    statement.bind(2, keepsBody && vault.policy.keepsSentBodies)
    statement.bind(3, startedAt.rawValue)
    statement.bind(4, now.rawValue - startedAt.rawValue)
    statement.bind(5, Int64(status))
    statement.bind(6, text: address)
    statement.bind(7, id.rawValue)
    try statement.execute()
  }

  private func set(
    _ id: DeliveryID, attempts: Int, due: UnixMilliseconds?, wait: Int64
  ) throws(StoreError) {
    let statement = try fast(
      "UPDATE deliveries SET attempts = ?, due = ?, wait = ? WHERE id = ?")
    statement.bind(1, Int64(attempts))
    statement.bind(2, due?.rawValue)
    statement.bind(3, wait)
    statement.bind(4, id.rawValue)
    try statement.execute()
  }

  /// Ends an unfinished delivery that was not accepted; the next one of its lane becomes due.
  func end(
    _ id: DeliveryID, in lane: DeliveryLane, because ending: DeliveryEnding, now: UnixMilliseconds
  ) throws(StoreError) {
    let statement = try fast(
      "UPDATE deliveries SET state = 'failed', ending = ?, due = NULL WHERE id = ?")
    statement.bind(1, text: ending.rawValue)
    statement.bind(2, id.rawValue)
    try statement.execute()
    try count(lane.webhook, from: .pending, to: ending.state)
    try promoteFirst(of: lane, now: now)
  }

  /// The oldest delivery of a contact's lane becomes due, unless it is: the one before it is
  /// finished or erased.
  func promoteFirst(of lane: DeliveryLane, now: UnixMilliseconds) throws(StoreError) {
    guard let contact = lane.contact else { return }
    let statement = try fast(
      """
      SELECT id, due FROM deliveries WHERE webhook = ? AND contact = ? AND state = 'pending'
      ORDER BY id LIMIT 1
      """)
    statement.bind(1, text: lane.webhook)
    statement.bind(2, contact)
    let first = try statement.first { (id: $0.integer(0), due: $0.optionalInteger(1)) }
    guard let first, first.due == nil else { return }
    let promotion = try fast(
      """
      UPDATE deliveries SET due = ? WHERE id = ?
      RETURNING id, webhook_id, webhook, (SELECT key FROM contacts WHERE id = contact), format,
        body, attempts, due, created_at
      """)
    promotion.bind(1, now.rawValue)
    promotion.bind(2, first.id)
    if let next = try promotion.first(decodeDelivery) { ready.append(next) }
  }

  /// Takes the deliveries to a webhook that may leave now, out of those that this transaction made
  /// ready.
  public func takeReady(
    to webhook: String, atMost limit: Int, now: UnixMilliseconds
  ) -> [Delivery] {
    var taken: [Delivery] = []
    ready.removeAll { delivery in
      guard delivery.webhook == webhook, taken.count < limit, delivery.due <= now else {
        return false
      }
      taken.append(delivery)
      return true
    }
    return taken
  }

  /// Whether this transaction made deliveries to a webhook ready.
  public func hasReady(for webhook: String) -> Bool {
    !ready.isEmpty && ready.contains { $0.webhook == webhook }
  }

  /// When the earliest of a webhook's remaining ones is due, or one that was put off.
  public func nextReady(to webhook: String) -> UnixMilliseconds? {
    let times = ready.lazy.filter { $0.webhook == webhook }.map(\.due)
    let later = putOff.lazy.filter { $0.webhook == webhook }.map(\.due)
    return [times.min(), later.min()].compactMap(\.self).min()
  }
}

extension DeliveryResult {
  /// Why a delivery ends with this as its last result.
  fileprivate var ending: DeliveryEnding {
    if case .answered(_, .unusable) = self { return .unusable }
    return isFinal ? .refused : .attempts
  }
}
