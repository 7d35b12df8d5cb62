extension Migration {
  /// What each contact has used of its quotas, and which contacts the bot's policy accepted.
  static let limits = Migration(
    version: 3,
    sql: """
      -- When all that was used of a quota will have run off, in nanoseconds since 1970.
      ALTER TABLE contacts ADD COLUMN messages_empty_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE contacts ADD COLUMN bytes_empty_at INTEGER NOT NULL DEFAULT 0;
      -- Accepted because it asked, and not by the owner: it goes first where there is no room.
      ALTER TABLE contacts ADD COLUMN by_policy INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX contacts_unseen ON contacts (id)
        WHERE by_policy AND NOT was_online AND state = 'accepted';
      CREATE INDEX contacts_accepted ON contacts (id) WHERE state = 'accepted';
      CREATE INDEX contacts_requested ON contacts (id) WHERE state = 'requested';
      CREATE INDEX contacts_blocked ON contacts (id) WHERE state = 'blocked';

      INSERT INTO counters (name, value) VALUES
        ('messages_empty_at', 0), ('bytes_empty_at', 0), ('requests_empty_at', 0);
      """)
}
