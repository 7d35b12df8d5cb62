import GRDB
public import GatewayCore

/// A lane is one contact's deliveries to one webhook: they leave in order, so only the oldest
/// unfinished one has a due time. Those behind it have none until it is finished. Deliveries
/// without a contact belong to no lane.
extension StoreReader {
  /// The deliveries that are due, earliest first, except those to paused webhooks.
  ///
  /// - Parameter underWay: deliveries that were handed out before and have no result yet.
  public func dueDeliveries(
    now: UnixMilliseconds, limit: Int, excluding underWay: Set<DeliveryID> = []
  ) throws(StoreError) -> [Delivery] {
    try rows(
      """
      SELECT d.id, d.webhook_id, d.webhook, c.key, d.format, d.body, d.attempts, d.due
      FROM deliveries d LEFT JOIN contacts c ON c.id = d.contact
      WHERE d.due <= ? AND d.id NOT IN (SELECT value FROM json_each(?))
        AND d.webhook NOT IN (SELECT name FROM disabled_webhooks)
      ORDER BY d.due, d.id LIMIT ?
      """, [now.rawValue, Self.list(underWay), limit], decode: decodeDelivery)
  }

  /// When the next delivery is due that is not in progress.
  public func nextDeliveryDue(
    excluding underWay: Set<DeliveryID> = []
  ) throws(StoreError) -> UnixMilliseconds? {
    try row(
      """
      SELECT due FROM deliveries
      WHERE due IS NOT NULL AND id NOT IN (SELECT value FROM json_each(?))
        AND webhook NOT IN (SELECT name FROM disabled_webhooks)
      ORDER BY due LIMIT 1
      """, [Self.list(underWay)]
    ) { $0.time(0) }
  }

  /// A set of numbers as one argument of a statement.
  private static func list(_ deliveries: Set<DeliveryID>) -> String {
    "[" + deliveries.map { String($0.rawValue) }.joined(separator: ",") + "]"
  }

  func decodeDelivery(_ row: Row) throws -> Delivery {
    Delivery(
      id: DeliveryID(row[0]), webhookID: row[1], webhook: row[2], contact: try row.optionalKey(3),
      format: row[4], body: try vault.text(row[5], of: .deliveryBody), attempts: row[6],
      due: row.time(7))
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
    guard let body = vault.put(delivery.body, in: .deliveryBody) else { return nil }
    let contact = try delivery.contact.flatMap { key throws(StoreError) in
      try batchContact(key)?.rowID
    }
    let lane = DeliveryLane(webhook: delivery.webhook, contact: contact)
    let due = delivery.due ?? now
    let isReady = try !isBusy(lane)
    let id = try nextDeliveryID()
    pending.append(
      PendingRows.Delivery(
        id: id.rawValue, new: delivery, body: body, contact: contact, message: message?.rawValue,
        createdAt: now, due: isReady ? due : nil, wait: max(0, due.rawValue - now.rawValue)))
    if isReady {
      var delivery = Delivery(delivery, id: id, due: due)
      if contact == nil { delivery.contact = nil }
      ready.append(delivery)
    }
    return id
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
      AND (due > ?2 OR EXISTS (SELECT 1 FROM disabled_webhooks WHERE name = ?1)) LIMIT 1
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
