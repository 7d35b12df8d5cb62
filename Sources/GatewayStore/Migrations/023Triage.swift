extension Migration {
  /// What the owner's people know of a conversation, and what they did.
  static let triage = Migration(
    version: 23,
    sql: """
      -- No command ever set it: a conversation has an assignee. Now it is the kind of encryption
      -- that a text came with, and the index of the inbox has it without being made anew.
      ALTER TABLE items RENAME COLUMN assignee TO encryption;

      -- What a person was not shown whole, by conversation.
      CREATE INDEX items_unread ON items (conversation, id)
        WHERE in_inbox AND direction = 'in' AND NOT is_read;

      -- A row for each conversation with something in the inbox.
      CREATE TABLE triage (
        conversation INTEGER PRIMARY KEY,
        -- Its newest item in the inbox, and the newest one of the contact: lists are in this order.
        newest INTEGER NOT NULL,
        newest_in INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL CHECK (status IN ('new', 'open', 'waiting', 'closed')),
        -- When it got this status, and whether a reminder was given of that since.
        since INTEGER NOT NULL,
        reminded INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        assignee TEXT
      ) STRICT;
      CREATE INDEX triage_by_newest ON triage (newest);
      CREATE INDEX triage_by_status ON triage (status, newest);
      CREATE INDEX triage_by_assignee ON triage (assignee, newest) WHERE assignee IS NOT NULL;
      CREATE INDEX triage_starred ON triage (newest) WHERE starred;
      CREATE INDEX triage_unreminded ON triage (status, since) WHERE NOT reminded;
      INSERT INTO triage (conversation, newest, newest_in, status, since)
        SELECT conversation, max(id), ifnull(max(iif(direction = 'in', id, NULL)), 0),
          CASE
            WHEN sum(direction = 'in') = 0 THEN 'waiting'
            WHEN sum(direction = 'in' AND status = 'open') = 0 THEN 'closed'
            WHEN max(id) > max(iif(direction = 'in', id, 0)) THEN 'waiting'
            WHEN sum(direction = 'in' AND is_read) > 0 THEN 'open'
            ELSE 'new' END,
          max(at)
        FROM items INDEXED BY items_in_inbox WHERE in_inbox GROUP BY conversation;

      -- Up to which item a member of the staff has seen a conversation.
      CREATE TABLE read_marks (
        staff TEXT NOT NULL,
        conversation INTEGER NOT NULL REFERENCES triage (conversation) ON DELETE CASCADE,
        through INTEGER NOT NULL,
        PRIMARY KEY (staff, conversation)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX read_marks_by_conversation ON read_marks (conversation);

      -- Notes have numbers of their own among those of messages: each is used once.
      CREATE TABLE notes (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        author TEXT NOT NULL,
        at INTEGER NOT NULL,
        content BLOB NOT NULL
      ) STRICT;
      CREATE INDEX notes_by_conversation ON notes (conversation, id);

      -- Nothing in it identifies a contact once that is forgotten: the number of a conversation is
      -- never used again, and stands for no key.
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        author TEXT NOT NULL,
        way TEXT NOT NULL,
        operation TEXT NOT NULL,
        conversation INTEGER,
        count INTEGER,
        value TEXT
      ) STRICT;
      """)
}
