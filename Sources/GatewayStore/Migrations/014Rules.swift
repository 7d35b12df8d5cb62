extension Migration {
  /// What rules do at times.
  static let rules = Migration(
    version: 14,
    sql: """
      -- The schedules of the bot's file: see ScheduleProgress.
      CREATE TABLE schedules (
        name TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        -- The times that ran last, 8 bytes each.
        runs BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
}
