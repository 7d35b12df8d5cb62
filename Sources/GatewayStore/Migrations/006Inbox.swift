extension Migration {
  /// What the inbox shows of its conversations.
  static let inbox = Migration(
    version: 6,
    sql: """
      -- A contact's label was the owner's note in one bot and read out to the contact in another.
      -- What is there stays private.
      ALTER TABLE contacts RENAME COLUMN label TO note;
      ALTER TABLE contacts ADD COLUMN public_status TEXT;

      -- Whether a person was shown the message whole.
      ALTER TABLE messages ADD COLUMN is_read INTEGER NOT NULL DEFAULT 0;
      UPDATE messages SET is_read = 1 WHERE status = 'closed';

      -- With all that the inbox is filtered by: a page is found without a look at any message.
      -- Still in the order of the numbers, so that a new message costs no other page.
      DROP INDEX messages_in_inbox;
      CREATE INDEX messages_in_inbox
        ON messages (id, contact, direction, status, is_read, label, assignee, at, in_inbox)
        WHERE in_inbox;
      """)
}
