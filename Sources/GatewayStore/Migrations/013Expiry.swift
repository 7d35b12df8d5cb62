extension Migration {
  /// Messages that are not sent any more after a time; where attempts went, and what was answered.
  static let expiry = Migration(
    version: 13,
    sql: """
      -- Milliseconds after its creation when it is not sent any more; NULL: it waits. The row goes
      -- then, and the answer counts it.
      ALTER TABLE outbox ADD COLUMN lifetime INTEGER;
      CREATE INDEX outbox_expiring ON outbox (created_at + lifetime) WHERE lifetime IS NOT NULL;
      ALTER TABLE items ADD COLUMN expired_parts INTEGER NOT NULL DEFAULT 0;

      -- What an attempt connected to, with its port: of a failed one, and of the one that succeeded.
      ALTER TABLE delivery_attempts ADD COLUMN address TEXT;
      ALTER TABLE deliveries ADD COLUMN taken_address TEXT;
      -- Answers, only where the webhook keeps them. `at` is the attempt's.
      CREATE TABLE delivery_responses (
        id INTEGER PRIMARY KEY,
        delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        response TEXT NOT NULL
      ) STRICT;
      CREATE INDEX delivery_responses_by_delivery ON delivery_responses (delivery);
      """)
}
