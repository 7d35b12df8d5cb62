extension Migration {
  /// Messages that are not sent any more after a time.
  static let expiry = Migration(
    version: 13,
    sql: """
      -- Milliseconds after its creation when it is not sent any more; NULL: it waits. The row goes
      -- then, and the answer counts it.
      ALTER TABLE outbox ADD COLUMN lifetime INTEGER;
      CREATE INDEX outbox_expiring ON outbox (created_at + lifetime) WHERE lifetime IS NOT NULL;
      ALTER TABLE items ADD COLUMN expired_parts INTEGER NOT NULL DEFAULT 0;
      """)
}
