import Foundation
import GRDB
import GatewayCore

/// The answers of receivers, where a webhook keeps them: in a table of their own, since most keep
/// none.
extension StoreTransaction {
  /// Keeps the answer to an attempt.
  func keep(
    _ response: String, of id: DeliveryID, startedAt: UnixMilliseconds
  ) throws(StoreError) {
    guard let content = vault.put(response, in: .deliveryResponse, row: id.rawValue) else { return }
    countBytes(response.utf8.count)
    try run(
      "INSERT INTO delivery_responses (delivery, at, response) VALUES (?, ?, CAST(? AS TEXT))",
      [id.rawValue, startedAt.rawValue, content.data])
  }

  /// Drops the answers that a webhook has kept for long enough, within the limit of one step.
  ///
  /// - Parameter keep: milliseconds.
  func dropResponses(
    to webhook: String, keptFor keep: Int64, rows: Int, time: UnixMilliseconds
  ) throws(StoreError) {
    let count = try run(
      """
      DELETE FROM delivery_responses WHERE id IN (
        SELECT r.id FROM delivery_responses r JOIN deliveries d ON d.id = r.delivery
        WHERE r.at < ? AND d.webhook = ? LIMIT ?)
      """, [time.rawValue - keep, webhook, rows])
    if count > 0 { try oweRewriting() }
  }
}

extension StoreReader {
  /// The answers that are kept of a delivery's attempts, in the order of these.
  func responses(of id: DeliveryID) throws(StoreError) -> [(at: UnixMilliseconds, text: String)] {
    try rows(
      "SELECT at, response FROM delivery_responses WHERE delivery = ? ORDER BY id", [id.rawValue]
    ) { row in
      (at: row.time(0), text: vault.shown(row[1] as Data, of: .deliveryResponse, row: id.rawValue))
    }
  }
}
