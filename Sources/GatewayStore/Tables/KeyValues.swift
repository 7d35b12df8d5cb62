import Foundation
import GRDB
import GatewayCore

extension StoreReader {
  public func storedValue(forKey key: String) throws(StoreError) -> String? {
    try row("SELECT value FROM key_values WHERE key = CAST(? AS TEXT)", [key.data]) {
      try vault.text($0[0], of: .value)
    }
  }
}

extension StoreTransaction {
  /// Writes a value; nil removes it.
  public func setValue(_ value: String?, forKey key: String) throws(StoreError) {
    guard let value else {
      let removed = try run("DELETE FROM key_values WHERE key = CAST(? AS TEXT)", [key.data])
      cache.valueCount? -= removed
      return
    }
    let content = vault.put(value, in: .value)?.data
    let replaced = try run(
      "UPDATE key_values SET value = CAST(?2 AS TEXT) WHERE key = CAST(?1 AS TEXT)",
      [key.data, content])
    guard replaced == 0 else { return }
    try run(
      "INSERT INTO key_values (key, value) VALUES (CAST(? AS TEXT), CAST(? AS TEXT))",
      [key.data, content])
    cache.valueCount? += 1
  }

  /// The number of values. Counted once, then tracked in the cache.
  func countValues() throws(StoreError) -> Int {
    if let count = cache.valueCount { return count }
    let count = try row("SELECT count(*) FROM key_values") { $0[0] as Int } ?? 0
    cache.valueCount = count
    return count
  }
}
