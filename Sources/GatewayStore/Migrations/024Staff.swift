extension Migration {
  /// The members of the staff that sign in to the web inbox, their sessions and drafts.
  static let staff = Migration(
    version: 24,
    sql: """
      -- A number is never used again: nothing of a removed member goes over to a later one.
      CREATE TABLE staff_members (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('reader', 'replier', 'admin')),
        -- Argon2id, as libsodium writes it; NULL for a member that can't sign in yet.
        passphrase TEXT,
        -- The key of the codes of RFC 6238, and the time step of the last one that was used.
        code_key BLOB,
        code_step INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        signed_in_at INTEGER
      ) STRICT;

      -- Of a member or of a token, and ended with it.
      CREATE TABLE web_sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        -- Keyed, of the secret that the browser has.
        hash BLOB NOT NULL UNIQUE,
        member INTEGER REFERENCES staff_members (id) ON DELETE CASCADE,
        token INTEGER REFERENCES tokens (id) ON DELETE CASCADE,
        browser TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        used_at INTEGER NOT NULL,
        CHECK ((member IS NULL) <> (token IS NULL))
      ) STRICT;
      CREATE INDEX web_sessions_by_member ON web_sessions (member) WHERE member IS NOT NULL;
      CREATE INDEX web_sessions_by_token ON web_sessions (token) WHERE token IS NOT NULL;

      -- An answer that a member of the staff has begun.
      CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        author TEXT NOT NULL,
        conversation INTEGER NOT NULL,
        at INTEGER NOT NULL,
        content BLOB NOT NULL,
        UNIQUE (author, conversation)
      ) STRICT;
      CREATE INDEX drafts_by_conversation ON drafts (conversation);
      """)
}
