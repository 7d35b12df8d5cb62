import Foundation
import GRDB
public import GatewayCore

/// Deliveries whose answer becomes a reply. An ask is stored with its delivery and ends in the
/// transaction that stores the reply: whenever the process is killed, there is one reply, not two.
extension StoreReader {
  /// When the next ask ends without an answer.
  public func nextAskDue() throws(StoreError) -> UnixMilliseconds? {
    let stored = try row("SELECT due FROM delivery_asks ORDER BY due LIMIT 1") { $0.time(0) }
    return [stored, held?.asks.nextDue].compactMap(\.self).min()
  }

  private static let selectAsk = """
    SELECT a.delivery, d.webhook, c.key, d.message, d.attempts, a.due, a.fallback
    FROM delivery_asks a JOIN deliveries d ON d.id = a.delivery JOIN contacts c ON c.id = d.contact
    """

  private func decodeAsk(_ row: Row) throws -> OpenAsk {
    OpenAsk(
      delivery: DeliveryID(row[0]), webhook: row[1], contact: try row.key(2),
      message: (row[3] as Int64?).map(MessageID.init), attempts: row[4], due: row.time(5),
      fallback: try (row[6] as Data?).map { try vault.text($0, of: .askFallback) })
  }

  /// The ask of a delivery; nil where it asks for nothing, or has its reply.
  public func openAsk(_ id: DeliveryID) throws(StoreError) -> OpenAsk? {
    if HeldDeliveries.isHeld(id) { return held?.asks[id] }
    return try row("\(Self.selectAsk) WHERE a.delivery = ?", [id.rawValue], decode: decodeAsk)
  }

  /// Whether a contact waits for an answer.
  public func hasOpenAsk(of contact: ContactKey) throws(StoreError) -> Bool {
    if held?.asks.isOpen(for: contact) ?? false { return true }
    return try row(
      """
      SELECT 1 FROM delivery_asks a JOIN deliveries d ON d.id = a.delivery
      WHERE d.contact = (SELECT id FROM contacts WHERE key = ?) LIMIT 1
      """, [contact.data]
    ) { $0[0] as Int } != nil
  }

  /// Asks whose time is over, the earliest first.
  public func dueAsks(now: UnixMilliseconds, limit: Int) throws(StoreError) -> [OpenAsk] {
    let stored = try rows(
      "\(Self.selectAsk) WHERE a.due <= ? ORDER BY a.due, a.delivery LIMIT ?",
      [now.rawValue, limit], decode: decodeAsk)
    return stored + (held?.asks.due(now: now) ?? [])
  }
}

extension StoreTransaction {
  /// Stores or holds what a delivery asks for.
  func store(
    _ ask: AskTerms, of id: DeliveryID, _ delivery: NewDelivery, to contact: ContactKey,
    now: UnixMilliseconds
  ) throws(StoreError) {
    guard !HeldDeliveries.isHeld(id) else {
      return cache.held.asks.add(
        OpenAsk(
          delivery: id, webhook: delivery.webhook, contact: contact, message: nil,
          due: now.advanced(byMilliseconds: ask.timeout), fallback: ask.fallback))
    }
    let fallback = vault.put(ask.fallback, in: .askFallback)?.data
    countBytes(ask.fallback?.utf8.count ?? 0)
    try run(
      """
      INSERT INTO delivery_asks (delivery, due, wait, fallback) VALUES (?, ?, ?, CAST(? AS TEXT))
      """,
      [id.rawValue, now.rawValue + ask.timeout, ask.timeout, fallback])
  }

  /// Ends an ask: what the contact is told is stored in this transaction.
  public func close(_ ask: OpenAsk) throws(StoreError) {
    if HeldDeliveries.isHeld(ask.delivery) { return cache.held.asks.remove(ask.delivery) }
    try run("DELETE FROM delivery_asks WHERE delivery = ?", [ask.delivery.rawValue])
  }

  /// Ends an ask without an answer, and its delivery, which is not sent any more.
  public func expire(_ ask: OpenAsk, now: UnixMilliseconds) throws(StoreError) {
    try close(ask)
    if HeldDeliveries.isHeld(ask.delivery) {
      return cache.held.deliveries.remove(ask.delivery)
    }
    let lane = try row(
      "SELECT webhook, contact FROM deliveries WHERE id = ? AND state = 'pending'",
      [ask.delivery.rawValue]
    ) { DeliveryLane(webhook: $0[0], contact: $0[1]) }
    guard let lane else { return }
    try end(ask.delivery, in: lane, because: .age, now: now)
  }
}
