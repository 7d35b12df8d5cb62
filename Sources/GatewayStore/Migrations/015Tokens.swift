extension Migration {
  /// The tokens of the HTTP interface, and the requests that may be repeated there.
  static let tokens = Migration(
    version: 15,
    sql: """
      CREATE TABLE tokens (
        -- Never used twice: a revoked token is not another one later.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        -- Words with a blank between them.
        scopes TEXT NOT NULL,
        -- Of the token's whole text, under the home's own key.
        hash BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        used_at INTEGER
      ) STRICT;

      -- Hashes under the home's own key, and the numbers of the messages that were sent.
      CREATE TABLE answered_requests (
        seq INTEGER PRIMARY KEY,
        token INTEGER NOT NULL,
        key BLOB NOT NULL,
        request BLOB NOT NULL,
        message INTEGER NOT NULL,
        at INTEGER NOT NULL,
        UNIQUE (token, key)
      ) STRICT;
      """)
}
