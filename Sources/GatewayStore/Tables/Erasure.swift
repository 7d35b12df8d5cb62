import GRDB
public import GatewayCore

extension StoreTransaction {
  /// Erases messages and the deliveries that carry their content, finished or not.
  ///
  /// Run inside `Store.erase`, which clears what the files still hold.
  public func erase(_ ids: [MessageID], now: UnixMilliseconds) throws(StoreError) {
    for id in ids {
      let deliveries = try rows(
        "SELECT id FROM deliveries WHERE message = ? ORDER BY id", [id.rawValue]
      ) { DeliveryID($0[0]) }
      for delivery in deliveries { try erase(delivery, now: now) }
      try run("DELETE FROM messages WHERE id = ?", [id.rawValue])
    }
    noteMovedDueTimes()
  }

  private func erase(_ delivery: DeliveryID, now: UnixMilliseconds) throws(StoreError) {
    try promote(behind: delivery, now: now)
    try run("DELETE FROM deliveries WHERE id = ?", [delivery.rawValue])
  }

  /// Erases what came before a time: messages, finished deliveries, rule failures. What is still
  /// owed to a webhook or a contact stays until it is delivered.
  ///
  /// Run inside `Store.erase`, which clears what the files still hold.
  ///
  /// - Returns: how many rows were erased.
  @discardableResult
  public func prune(before time: UnixMilliseconds) throws(StoreError) -> Int {
    try pruneMessages(before: time)
      + run(
        "DELETE FROM deliveries WHERE created_at < ? AND state <> 'pending'", [time.rawValue])
      + run("DELETE FROM rule_failures WHERE at < ?", [time.rawValue])
  }
}
