extension Migration {
  /// Incoming hooks: their counts, and the requests that were answered.
  static let hooks = Migration(
    version: 19,
    sql: """
      -- Those of the bot's file.
      CREATE TABLE hooks (
        name TEXT PRIMARY KEY,
        scheme TEXT NOT NULL,
        -- Requests that were handled, that were repetitions, and whose rule failed.
        received INTEGER NOT NULL DEFAULT 0,
        repeated INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        -- When the last one was handled.
        received_at INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE hook_refusals (
        hook TEXT NOT NULL,
        reason TEXT NOT NULL,
        count INTEGER NOT NULL,
        refused_at INTEGER NOT NULL,
        PRIMARY KEY (hook, reason)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE hook_answers (
        seq INTEGER PRIMARY KEY,
        hook TEXT NOT NULL,
        -- By what the sender repeats a request, under the home's own key.
        request BLOB NOT NULL,
        status INTEGER NOT NULL,
        type TEXT NOT NULL,
        -- NULL where it is not kept, or not any more.
        body TEXT,
        at INTEGER NOT NULL,
        UNIQUE (hook, request)
      ) STRICT;
      """)
}
