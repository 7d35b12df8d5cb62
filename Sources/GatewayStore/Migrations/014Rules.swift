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

      -- The code by which the owner accepts a request.
      ALTER TABLE contacts ADD COLUMN request_code TEXT;
      CREATE UNIQUE INDEX contacts_by_request_code ON contacts (request_code)
        WHERE request_code IS NOT NULL;

      CREATE TABLE contact_labels (
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        label TEXT NOT NULL,
        PRIMARY KEY (contact, label)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX contact_labels_by_label ON contact_labels (label, contact);

      -- What waits for a yes or a no. The row goes with the outcome.
      CREATE TABLE confirmations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        on_yes TEXT NOT NULL,
        on_no TEXT,
        data TEXT NOT NULL,
        -- When it ends without an answer, and the milliseconds from its start until then.
        due INTEGER NOT NULL,
        wait INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX confirmations_by_contact ON confirmations (contact);
      CREATE INDEX confirmations_by_due ON confirmations (due);

      CREATE TABLE broadcasts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        label TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        -- When it is not sent any more, and the milliseconds from its start until then.
        due INTEGER NOT NULL,
        wait INTEGER NOT NULL,
        -- It was written to the contacts up to `cursor`, and is for those up to `through`.
        cursor INTEGER NOT NULL DEFAULT 0,
        through INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'sending' CHECK (state IN ('sending', 'sent', 'ended')),
        -- Contacts that it was not written to before it ended.
        unsent INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      -- The contacts that it was written to. No foreign key for the contact: deleting one would
      -- search the whole table.
      CREATE TABLE broadcast_members (
        broadcast INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
        contact INTEGER NOT NULL,
        item INTEGER,
        -- Its parts in the outbox: when none is left there, the contact has it.
        first_part INTEGER NOT NULL,
        last_part INTEGER NOT NULL,
        -- Why the contact does not get it.
        ending TEXT CHECK (ending IN ('failed', 'expired')),
        PRIMARY KEY (broadcast, contact)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX broadcast_members_by_contact ON broadcast_members (contact);
      CREATE INDEX broadcast_members_by_part ON broadcast_members (last_part);
      """)
}
