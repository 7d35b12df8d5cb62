extension Migration {
  /// Conversations and their items.
  ///
  /// Items are the rows of messages under another name: no row is rewritten.
  static let conversations = Migration(
    version: 10,
    sql: """
      ALTER TABLE messages RENAME TO items;
      ALTER TABLE items RENAME COLUMN contact TO conversation;
      ALTER TABLE message_spans RENAME TO item_spans;
      -- A keyed hash by which a repetition is known although the content can't be read. Older
      -- versions' items have none: their content is read.
      ALTER TABLE items ADD COLUMN fingerprint INTEGER;
      DROP INDEX messages_in_inbox;
      CREATE INDEX items_in_inbox ON items
        (id, conversation, direction, status, is_read, label, assignee, at, in_inbox)
        WHERE in_inbox;
      ALTER TABLE outbox RENAME COLUMN contact TO conversation;
      DROP INDEX outbox_by_contact;
      CREATE INDEX outbox_by_conversation ON outbox (conversation, id);

      -- What each item changes of its conversation: a row without the texts of the contact, of which
      -- three times as many fit a page. A conversation with a contact has the contact's number.
      -- AUTOINCREMENT: finished deliveries outlive it, and its number must not come back.
      CREATE TABLE conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        -- When the other side was last heard of.
        last_seen INTEGER NOT NULL,
        -- Items of the other side.
        item_count INTEGER NOT NULL DEFAULT 0,
        -- Its items are between these, among those of others.
        first_item INTEGER,
        last_item INTEGER,
        -- The newest one of the other side.
        last_received INTEGER NOT NULL DEFAULT 0,
        -- The other side certainly knows that its items up to this one were handled.
        acknowledged INTEGER NOT NULL DEFAULT 0,
        -- When all that was used of a quota will have run off, in nanoseconds since 1970.
        messages_empty_at INTEGER NOT NULL DEFAULT 0,
        bytes_empty_at INTEGER NOT NULL DEFAULT 0,
        -- Whether the newest item of the other side had a stamp, and how many had.
        stamps_texts INTEGER NOT NULL DEFAULT 0,
        stamp_count INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      INSERT INTO conversations SELECT id, last_seen, message_count, first_message, last_message,
        last_received, acknowledged, messages_empty_at, bytes_empty_at, stamps_texts, stamp_count
      FROM contacts ORDER BY id;
      INSERT INTO sqlite_sequence (name, seq)
        SELECT 'conversations', 0 WHERE NOT EXISTS (
          SELECT 1 FROM sqlite_sequence WHERE name = 'conversations');
      UPDATE sqlite_sequence SET seq = max(seq, ifnull((
        SELECT seq FROM sqlite_sequence WHERE name = 'contacts'), 0)) WHERE name = 'conversations';
      ALTER TABLE contacts DROP COLUMN last_seen;
      ALTER TABLE contacts DROP COLUMN message_count;
      ALTER TABLE contacts DROP COLUMN first_message;
      ALTER TABLE contacts DROP COLUMN last_message;
      ALTER TABLE contacts DROP COLUMN last_received;
      ALTER TABLE contacts DROP COLUMN acknowledged;
      ALTER TABLE contacts DROP COLUMN messages_empty_at;
      ALTER TABLE contacts DROP COLUMN bytes_empty_at;
      ALTER TABLE contacts DROP COLUMN stamps_texts;
      ALTER TABLE contacts DROP COLUMN stamp_count;
      """)
}
