extension Migration {
  /// Events for programs that acknowledge them.
  static let consumers = Migration(
    version: 16,
    sql: """
      CREATE TABLE consumers (
        name TEXT PRIMARY KEY,
        -- The last event that it acknowledged.
        position INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        -- When it last asked for events or acknowledged some.
        asked_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- Written only while there are consumers.
      CREATE TABLE events (
        -- Never used twice: a consumer's position names one event.
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        -- Its row in contacts, and the number of its message.
        contact INTEGER,
        message INTEGER,
        -- One JSON object.
        body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX events_by_contact ON events (contact) WHERE contact IS NOT NULL;
      CREATE INDEX events_by_message ON events (message) WHERE message IS NOT NULL;
      """)
}
