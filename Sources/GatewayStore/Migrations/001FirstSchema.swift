extension Migration {
  static let firstSchema = Migration(
    version: 1,
    sql: """
      CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE counters (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO counters (name, value) VALUES ('message', 0);

      CREATE TABLE identity (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        secret_key BLOB NOT NULL,
        nospam BLOB NOT NULL
      ) STRICT;

      -- AUTOINCREMENT: finished deliveries outlive their contact, whose number must not come back.
      CREATE TABLE contacts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
        codename TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '',
        status_message TEXT NOT NULL DEFAULT '',
        label TEXT,
        state TEXT NOT NULL CHECK (state IN ('requested', 'accepted', 'blocked')),
        request_text TEXT,
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        was_online INTEGER NOT NULL DEFAULT 0,
        message_count INTEGER NOT NULL DEFAULT 0,
        network_hint BLOB,
        -- Our own request to the contact, until it was seen online.
        pending_nospam INTEGER,
        pending_message TEXT
      ) STRICT;

      -- Messages that are committed and whose sender may not know it yet.
      CREATE TABLE unacknowledged (
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        message INTEGER NOT NULL,
        fingerprint BLOB NOT NULL,
        PRIMARY KEY (contact, message)
      ) STRICT, WITHOUT ROWID;

      -- Every message and answer; those that a rule kept or a person wrote are in the inbox.
      CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        kind TEXT NOT NULL CHECK (kind IN ('text', 'action')),
        content BLOB NOT NULL,
        is_sealed INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
        label TEXT,
        assignee TEXT,
        in_inbox INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX messages_by_contact ON messages (contact, id);
      CREATE INDEX messages_by_time ON messages (at);

      CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('text', 'action')),
        text TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        sends INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX outbox_by_contact ON outbox (contact, id);

      -- contact has no foreign key: what a removed contact's messages owe is still owed, in order.
      -- due is NULL for a delivery that waits for an older one, and for one that is finished.
      CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook_id TEXT NOT NULL,
        webhook TEXT NOT NULL,
        contact INTEGER,
        message INTEGER,
        body TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        due INTEGER
      ) STRICT;
      CREATE INDEX deliveries_due ON deliveries (due) WHERE due IS NOT NULL;
      CREATE INDEX deliveries_lane ON deliveries (webhook, contact, id) WHERE state = 'pending';
      CREATE INDEX deliveries_by_message ON deliveries (message) WHERE message IS NOT NULL;
      CREATE INDEX deliveries_by_time ON deliveries (created_at);

      CREATE TABLE delivery_attempts (
        id INTEGER PRIMARY KEY,
        delivery INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        duration INTEGER NOT NULL,
        status INTEGER,
        error TEXT
      ) STRICT;
      CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery, id);

      CREATE TABLE disabled_webhooks (
        name TEXT PRIMARY KEY
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE key_values (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE timers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        contact INTEGER REFERENCES contacts (id) ON DELETE CASCADE,
        due INTEGER NOT NULL,
        payload TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX timers_by_name ON timers (name, ifnull(contact, 0));
      CREATE INDEX timers_due ON timers (due);

      CREATE TABLE rule_failures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message INTEGER,
        reason TEXT NOT NULL,
        file TEXT NOT NULL,
        line INTEGER,
        text TEXT NOT NULL,
        at INTEGER NOT NULL
      ) STRICT;
      """)
}
