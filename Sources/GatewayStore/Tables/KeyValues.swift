import GRDB

extension StoreReader {
  public func storedValue(forKey key: String) throws(StoreError) -> String? {
    try row("SELECT value FROM key_values WHERE key = CAST(? AS TEXT)", [key.data]) { $0.text(0) }
  }
}

extension StoreTransaction {
  /// Writes a value, or with nil removes it.
  public func setValue(_ value: String?, forKey key: String) throws(StoreError) {
    if let value {
      try run(
        """
        INSERT OR REPLACE INTO key_values (key, value) VALUES (CAST(? AS TEXT), CAST(? AS TEXT))
        """, [key.data, value.data])
    } else {
      try run("DELETE FROM key_values WHERE key = CAST(? AS TEXT)", [key.data])
    }
  }
}
