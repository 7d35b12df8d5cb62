import GRDB
public import GatewayCore

/// Each webhook has its deliveries for itself: what is due to one is found without a look at any
/// other one's.
///
/// A lane is one contact's deliveries to one webhook: they leave in order, so only the oldest
/// unfinished one has a due time. Those behind it have none until it is finished. Deliveries
/// without a contact belong to no lane.
extension StoreReader {
  /// The deliveries to a webhook that are due, earliest first, whether it is paused or not.
  ///
  /// - Parameter underWay: deliveries that were handed out before and have no result yet.
  /// - Returns: them, and when the earliest of the others is due, which may be now.
  public func dueDeliveries(
    to webhook: String, now: UnixMilliseconds, limit: Int, excluding underWay: [DeliveryID] = []
  ) throws(StoreError) -> (due: [Delivery], next: UnixMilliseconds?) {
    let search = try fast(
      """
      SELECT id, due FROM deliveries WHERE webhook = ? AND due IS NOT NULL ORDER BY due, id LIMIT ?
      """)
    search.bind(1, text: webhook)
    search.bind(2, Int64(limit + underWay.count + 1))
    let excluded = Set(underWay)
    let heads = try search.all { row in
      (id: DeliveryID(row.integer(0)), due: UnixMilliseconds(row.integer(1)))
    }.filter { !excluded.contains($0.id) }
    let taken = heads.prefix(limit).prefix { $0.due <= now }
    var due: [Delivery] = []
    for head in taken {
      let reading = try fast(Self.readDelivery)
      reading.bind(1, head.id.rawValue)
      if let delivery = try reading.first(decodeDelivery) { due.append(delivery) }
    }
    return (due, heads.dropFirst(taken.count).first?.due)
  }

  private static let readDelivery = """
    SELECT d.id, d.webhook_id, d.webhook, c.key, d.format, d.body, d.attempts, d.due, d.created_at
    FROM deliveries d LEFT JOIN contacts c ON c.id = d.contact WHERE d.id = ?
    """

  func decodeDelivery(_ row: FastRow) throws(StoreError) -> Delivery {
    Delivery(
      id: DeliveryID(row.integer(0)), webhookID: row.text(1), webhook: row.text(2),
      contact: try row.optionalKey(3), format: row.text(4),
      body: try vault.text(row.data(5), of: .deliveryBody, row: row.integer(0)),
      attempts: Int(row.integer(6)),
      due: UnixMilliseconds(row.integer(7)), createdAt: UnixMilliseconds(row.integer(8)))
  }
}

/// One contact's deliveries to one webhook, or those without a contact.
struct DeliveryLane: Hashable {
  var webhook: String
  /// The contact's row.
  var contact: Int64?
}

extension StoreTransaction {
  /// Stores a delivery behind the others of its lane; written with the transaction's other rows.
  ///
  /// - Parameter message: the message whose content the body may hold; the delivery is erased with
  ///   it.
  /// - Returns: nil where content is held.
  @discardableResult
  public func enqueue(
    _ delivery: NewDelivery, of message: MessageID? = nil, now: UnixMilliseconds
  ) throws(StoreError) -> DeliveryID? {
    guard vault.writes(.deliveryBody) else { return nil }
    let contact = try delivery.contact.flatMap { key throws(StoreError) in
      try batchContact(key)?.rowID
    }
    let id = try nextDeliveryID()
    guard let body = vault.put(delivery.body, in: .deliveryBody, row: id.rawValue) else {
      return nil
    }
    if try isFull(delivery) {
      try turnAway(delivery, id, body: body, contact: contact, message: message, now: now)
      return id
    }
    let due = delivery.due ?? now
    let lane = DeliveryLane(webhook: delivery.webhook, contact: contact)
    let isReady = delivery.isInOrder ? try !isBusy(lane) : true
    pending.append(
      PendingRows.Delivery(
        id: id.rawValue, new: delivery, body: body, contact: contact, message: message?.rawValue,
        createdAt: now, due: isReady ? due : nil, wait: max(0, due.rawValue - now.rawValue)))
    try change(delivery.webhook, isNew: true) { $0.counts.waiting += 1 }
    if isReady {
      var delivery = Delivery(delivery, id: id, due: due, createdAt: now)
      if contact == nil { delivery.contact = nil }
      ready.append(delivery)
    }
    return id
  }

  private func isFull(_ delivery: NewDelivery) throws(StoreError) -> Bool {
    guard let max = delivery.waitingMax else { return false }
    guard let webhook = try cachedWebhook(delivery.webhook) else { return false }
    return webhook.counts.waiting >= max
  }

  /// Stores a delivery for which there is no room in its webhook's backlog: it is listed as failed,
  /// and can be replayed.
  private func turnAway(
    _ delivery: NewDelivery, _ id: DeliveryID, body: VaultedContent, contact: Int64?,
    message: MessageID?, now: UnixMilliseconds
  ) throws(StoreError) {
    turnedAway.append(delivery.webhook)
    try run(
      """
      INSERT INTO deliveries (id, webhook_id, webhook, contact, message, format, body, created_at,
        state, ending)
      VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, 'failed', ?)
      """,
      [
        id.rawValue, delivery.webhookID, delivery.webhook, contact, message?.rawValue,
        delivery.format, body.data, now.rawValue, DeliveryEnding.turnedAway.rawValue,
      ])
    try change(delivery.webhook) { row in
      row.counts.failed += 1
      row.counts.turnedAway += 1
    }
  }

  /// Numbers are never reused, as with SQLite's AUTOINCREMENT.
  private func nextDeliveryID() throws(StoreError) -> DeliveryID {
    let last: Int64
    if let known = cache.lastDelivery {
      last = known
    } else {
      last = try row("SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'") { $0[0] } ?? 0
    }
    cache.lastDelivery = last + 1
    return DeliveryID(last + 1)
  }

  /// Whether a notice to this webhook has not been sent yet. One that is due may be in progress,
  /// unless the webhook is paused.
  func hasWaitingNotice(to webhook: String, now: UnixMilliseconds) throws(StoreError) -> Bool {
    // Pending rows are looked up with the others.
    let statement =
      pending.lanes.contains(DeliveryLane(webhook: webhook))
      ? try fast(Self.findWaitingNotice) : try fastBesidePending(Self.findWaitingNotice)
    statement.bind(1, text: webhook)
    statement.bind(2, now.rawValue)
    return try statement.findsRow()
  }

  private static let findWaitingNotice = """
    SELECT 1 FROM deliveries
    WHERE webhook = ?1 AND contact IS NULL AND state = 'pending'
      AND (due > ?2 OR EXISTS (
        SELECT 1 FROM webhooks WHERE name = ?1 AND paused_at IS NOT NULL)) LIMIT 1
    """

  /// Whether an older delivery of a contact's lane is not finished.
  private func isBusy(_ lane: DeliveryLane) throws(StoreError) -> Bool {
    guard let contact = lane.contact else { return false }
    if pending.lanes.contains(lane) { return true }
    let statement = try fastBesidePending(
      "SELECT 1 FROM deliveries WHERE webhook = ? AND contact = ? AND state = 'pending' LIMIT 1")
    statement.bind(1, text: lane.webhook)
    statement.bind(2, contact)
    return try statement.findsRow()
  }
}
