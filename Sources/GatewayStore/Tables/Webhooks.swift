import Foundation
import GRDB
public import GatewayCore

/// A webhook whose deliveries wait until it is resumed.
public struct PausedWebhook: Hashable, Sendable {
  public var name: String
  public var since: UnixMilliseconds
  public var cause: PauseCause
  /// A hash of the settings with which it was paused.
  public var settings: [UInt8]
}

/// A webhook and the state of its deliveries.
public struct WebhookSummary: Hashable, Sendable {
  public var name: String
  public var counts: WebhookCounts
  public var pausedSince: UnixMilliseconds?
  public var pausedBy: PauseCause?
  /// Since when no attempt has succeeded.
  public var failingSince: UnixMilliseconds?

  public var waiting: Int { counts.waiting }
  public var delivered: Int { counts.delivered }
  public var failed: Int { counts.failed }
}

extension StoreReader {
  public func pausedWebhooks() throws(StoreError) -> [PausedWebhook] {
    try rows(
      """
      SELECT name, paused_at, paused_by, settings FROM webhooks WHERE paused_at IS NOT NULL
      ORDER BY name
      """
    ) { row in
      let settings: Data? = row[3]
      return PausedWebhook(
        name: row[0], since: row.time(1), cause: try row.word(2),
        settings: [UInt8](settings ?? Data()))
    }
  }

  /// By name: all webhooks that ever had a delivery or are paused.
  public func webhookSummaries() throws(StoreError) -> [WebhookSummary] {
    try writeBackWebhooks()
    return try rows(
      """
      SELECT name, waiting, failed, expired, delivered, turned_away, paused_at, paused_by,
        failing_since FROM webhooks ORDER BY name
      """
    ) { row in
      var counts = WebhookCounts()
      (counts.waiting, counts.failed, counts.expired) = (row[1], row[2], row[3])
      (counts.delivered, counts.turnedAway) = (row[4], row[5])
      return WebhookSummary(
        name: row[0], counts: counts,
        pausedSince: (row[6] as Int64?).map(UnixMilliseconds.init),
        pausedBy: row.hasNull(atIndex: 7) ? nil : try row.word(7),
        failingSince: (row[8] as Int64?).map(UnixMilliseconds.init))
    }
  }

  /// The number of unfinished deliveries to it.
  public func waitingDeliveries(to webhook: String) throws(StoreError) -> Int {
    try writeBackWebhooks()
    let stored = try row("SELECT waiting FROM webhooks WHERE name = ?", [webhook]) {
      $0[0] as Int
    }
    return (stored ?? 0) + (held?.deliveries.count(to: webhook) ?? 0)
  }
}

extension StoreTransaction {
  /// Keeps the deliveries to a webhook until it is resumed. The owner's pause replaces any other.
  ///
  /// - Parameter settings: a hash of its settings.
  /// - Returns: whether it was not paused before.
  @discardableResult
  public func pause(
    _ webhook: String, cause: PauseCause = .receiver, settings: [UInt8], now: UnixMilliseconds
  ) throws(StoreError) -> Bool {
    noteMovedDueTimes()
    try noteWebhooks([webhook])
    let wasPaused =
      try run(
        "UPDATE webhooks SET paused_by = ? WHERE name = ? AND paused_at IS NOT NULL AND ? = 'owner'",
        [cause.rawValue, webhook, cause.rawValue]) > 0
    if wasPaused { return false }
    return try run(
      """
      UPDATE webhooks SET paused_at = ?, paused_by = ?, settings = ?
      WHERE name = ? AND paused_at IS NULL
      """, [now.rawValue, cause.rawValue, Data(settings), webhook]) > 0
  }

  /// Sends what waits for a webhook at once, with a fresh schedule, whether the webhook is paused
  /// or its deliveries only wait for their next attempts. Notices that were not tried yet keep
  /// their delay.
  ///
  /// - Returns: whether it was paused.
  @discardableResult
  public func resume(_ webhook: String, now: UnixMilliseconds) throws(StoreError) -> Bool {
    noteMovedDueTimes()
    cache.held.deliveries.hasten(to: webhook, now: now)
    let wasPaused =
      try run(
        """
        UPDATE webhooks SET paused_at = NULL, paused_by = NULL, settings = NULL
        WHERE name = ? AND paused_at IS NOT NULL
        """, [webhook]) > 0
    try run("UPDATE webhooks SET hastens = 1 WHERE name = ?", [webhook])
    try hasten(webhook, now: now)
    return wasPaused
  }

  /// The webhooks of which some deliveries are still to be hastened, after a resumption.
  public func hastenedWebhooks() throws(StoreError) -> [String] {
    try rows("SELECT name FROM webhooks WHERE hastens ORDER BY name") { $0[0] }
  }

  /// Gives deliveries that were tried a fresh schedule, within the limit of one step.
  ///
  /// - Returns: whether none is left.
  @discardableResult
  public func hasten(
    _ webhook: String, rows: Int = 1_000, now: UnixMilliseconds
  ) throws(StoreError) -> Bool {
    noteMovedDueTimes()
    let count = try run(
      """
      UPDATE deliveries SET attempts = 0, due = min(due, ?1) WHERE id IN (
        SELECT id FROM deliveries WHERE webhook = ?2 AND state = 'pending' AND attempts > 0
        LIMIT ?3)
      """, [now.rawValue, webhook, rows])
    guard count < rows else { return false }
    try run("UPDATE webhooks SET hastens = 0 WHERE name = ?", [webhook])
    return true
  }
}
