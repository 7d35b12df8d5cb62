extension Migration {
  /// Asks without an answer.
  static let asks = Migration(
    version: 12,
    sql: """
      -- The row goes when the contact is told something, and with the delivery.
      CREATE TABLE delivery_asks (
        delivery INTEGER PRIMARY KEY REFERENCES deliveries (id) ON DELETE CASCADE,
        -- When the contact is told the fallback, and the milliseconds from the ask until then.
        due INTEGER NOT NULL,
        wait INTEGER NOT NULL,
        fallback TEXT
      ) STRICT;
      CREATE INDEX delivery_asks_by_due ON delivery_asks (due);
      """)
}
