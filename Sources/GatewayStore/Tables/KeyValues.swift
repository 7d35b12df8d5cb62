import GRDB

extension StoreReader {
  public func storedValue(forKey key: String) throws(StoreError) -> String? {
    try row("SELECT value FROM key_values WHERE key = ?", [key]) { $0[0] as String }
  }
}

extension StoreTransaction {
  /// Writes a value, or with nil removes it.
  public func setValue(_ value: String?, forKey key: String) throws(StoreError) {
    if let value {
      try run("INSERT OR REPLACE INTO key_values (key, value) VALUES (?, ?)", [key, value])
    } else {
      try run("DELETE FROM key_values WHERE key = ?", [key])
    }
  }
}
