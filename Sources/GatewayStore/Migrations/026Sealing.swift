extension Migration {
  /// What was stored before a home had its seal is sealed: see `MetaKey.sealing`. And notices that
  /// leave at fixed times.
  static let sealing = Migration(
    version: 26,
    sql: """
      INSERT OR IGNORE INTO meta (name, value)
        SELECT 'sealing', x'' FROM meta WHERE name = 'seal_readers' AND length(value) > 0;

      -- How much came since the last notice, and when the next one leaves.
      CREATE TABLE notice_schedules (
        webhook TEXT PRIMARY KEY,
        waiting INTEGER NOT NULL,
        next INTEGER
      ) STRICT, WITHOUT ROWID;
      """)
}
