extension Migration {
  /// Fewer B-trees for each message: measured with batches of 64, the statements of an echo cost a
  /// quarter of what they cost before.
  ///
  /// An index by contact over all messages costs the most: a batch of many contacts changes a page
  /// of it for each. So a contact's messages are searched between its first and its last one, those
  /// of a period by their span, and possible repetitions of a contact among those behind
  /// `acknowledged`.
  static let fewerTrees = Migration(
    version: 2,
    sql: """
      ALTER TABLE contacts ADD COLUMN first_message INTEGER;
      ALTER TABLE contacts ADD COLUMN last_message INTEGER;
      ALTER TABLE contacts ADD COLUMN last_received INTEGER NOT NULL DEFAULT 0;
      -- The contact certainly knows that its messages up to this one were handled.
      ALTER TABLE contacts ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
      UPDATE contacts SET
        first_message = (SELECT min(id) FROM messages WHERE contact = contacts.id),
        last_message = (SELECT max(id) FROM messages WHERE contact = contacts.id),
        last_received = ifnull((
          SELECT max(id) FROM messages WHERE contact = contacts.id AND direction = 'in'), 0);
      UPDATE contacts SET acknowledged = ifnull((
        SELECT min(message) - 1 FROM unacknowledged WHERE contact = contacts.id), last_received);
      DROP TABLE unacknowledged;

      -- Messages from `first` up to the next span's arrived between `earliest` and `latest`.
      CREATE TABLE message_spans (
        first INTEGER PRIMARY KEY,
        earliest INTEGER NOT NULL,
        latest INTEGER NOT NULL
      ) STRICT;
      INSERT INTO message_spans SELECT first, earliest, latest FROM (
        SELECT min(id) AS first, min(at) AS earliest, max(at) AS latest FROM messages)
      WHERE first IS NOT NULL;

      -- contact has no foreign key: deleting a contact would search the whole table.
      CREATE TABLE new_messages (
        id INTEGER PRIMARY KEY,
        contact INTEGER NOT NULL,
        direction TEXT NOT NULL,
        kind TEXT NOT NULL,
        content BLOB NOT NULL,
        is_sealed INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
        label TEXT,
        assignee TEXT,
        in_inbox INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      INSERT INTO new_messages SELECT id, contact, direction, kind, content, is_sealed, at, status,
        label, assignee, in_inbox FROM messages ORDER BY id;
      DROP TABLE messages;
      ALTER TABLE new_messages RENAME TO messages;
      CREATE INDEX messages_in_inbox ON messages (id) WHERE in_inbox;

      -- The numbers of answers come from the message counter, as those of messages do. No foreign
      -- key either: it would be looked up for each row.
      CREATE TABLE new_outbox (
        id INTEGER PRIMARY KEY,
        contact INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      INSERT INTO new_outbox SELECT id, contact, kind, text, created_at FROM outbox ORDER BY id;
      UPDATE counters SET value = max(value, ifnull((
        SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)) WHERE name = 'message';
      DROP TABLE outbox;
      ALTER TABLE new_outbox RENAME TO outbox;
      CREATE INDEX outbox_by_contact ON outbox (contact, id);
      """)
}
