import Foundation
import GRDB
public import GatewayCore

/// A webhook whose receiver answered that it wants no more deliveries (410). They wait.
public struct PausedWebhook: Hashable, Sendable {
  public var name: String
  public var since: UnixMilliseconds
  /// A hash of the settings with which the receiver gave that answer.
  public var settings: [UInt8]
}

/// The state of the deliveries to one webhook.
public struct WebhookSummary: Hashable, Sendable {
  public var name: String
  public var waiting: Int
  public var delivered: Int
  public var failed: Int
  public var pausedSince: UnixMilliseconds?
}

extension StoreReader {
  public func pausedWebhooks() throws(StoreError) -> [PausedWebhook] {
    try rows("SELECT name, at, settings FROM disabled_webhooks ORDER BY name") { row in
      let settings: Data? = row[2]
      return PausedWebhook(name: row[0], since: row.time(1), settings: [UInt8](settings ?? Data()))
    }
  }

  /// By name: all webhooks that have deliveries or are paused.
  public func webhookSummaries() throws(StoreError) -> [WebhookSummary] {
    try rows(
      """
      SELECT name, sum(waiting), sum(delivered), sum(failed), max(since) FROM (
        SELECT webhook AS name, state = 'pending' AS waiting, state = 'delivered' AS delivered,
          state = 'failed' AS failed, NULL AS since FROM deliveries
        UNION ALL SELECT name, 0, 0, 0, at FROM disabled_webhooks)
      GROUP BY name ORDER BY name
      """
    ) { row in
      WebhookSummary(
        name: row[0], waiting: row[1], delivered: row[2], failed: row[3],
        pausedSince: (row[4] as Int64?).map(UnixMilliseconds.init))
    }
  }

  /// The number of unfinished deliveries to it.
  public func waitingDeliveries(to webhook: String) throws(StoreError) -> Int {
    let stored = try row(
      "SELECT count(*) FROM deliveries WHERE webhook = ? AND state = 'pending'", [webhook]
    ) { $0[0] as Int }
    return (stored ?? 0) + (held?.deliveries.count(to: webhook) ?? 0)
  }
}

extension StoreTransaction {
  /// Keeps the deliveries to a webhook until it is resumed.
  ///
  /// - Parameter settings: a hash of its settings.
  /// - Returns: whether it was not paused before.
  @discardableResult
  public func pause(
    _ webhook: String, settings: [UInt8], now: UnixMilliseconds
  ) throws(StoreError) -> Bool {
    noteMovedDueTimes()
    return try run(
      "INSERT OR IGNORE INTO disabled_webhooks (name, at, settings) VALUES (?, ?, ?)",
      [webhook, now.rawValue, Data(settings)]) > 0
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
    let wasPaused = try run("DELETE FROM disabled_webhooks WHERE name = ?", [webhook]) > 0
    try run(
      """
      UPDATE deliveries SET attempts = 0,
        due = CASE WHEN due IS NOT NULL AND attempts > 0 THEN min(due, ?) ELSE due END
      WHERE webhook = ? AND state = 'pending'
      """, [now.rawValue, webhook])
    return wasPaused
  }
}
