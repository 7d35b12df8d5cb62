extension Migration {
  /// References from a message or a contact to everything that repeats its content.
  ///
  /// In older homes an answer's row was written after its parts, in the same transaction as the
  /// message.
  static let forgetting = Migration(
    version: 5,
    sql: """
      -- The message that an answer answers; the answer that a part in the outbox is of.
      ALTER TABLE messages ADD COLUMN answers INTEGER;
      ALTER TABLE outbox ADD COLUMN answer INTEGER;
      UPDATE messages SET answers = (
        SELECT max(id) FROM messages AS m
        WHERE m.id < messages.id AND m.direction = 'in' AND m.contact = messages.contact
          -- Without it, a greeting that answers nothing reads all that others wrote before it.
          AND m.id >= (SELECT first_message FROM contacts WHERE contacts.id = messages.contact))
      WHERE direction = 'out' AND NOT in_inbox;
      UPDATE outbox SET answer = ifnull(
        (SELECT id FROM messages AS m WHERE m.id = (SELECT min(id) FROM messages WHERE id > outbox.id)
          AND m.direction = 'out' AND NOT m.in_inbox AND m.contact = outbox.contact),
        (SELECT id FROM messages AS m WHERE m.id = (SELECT max(id) FROM messages WHERE id < outbox.id)
          AND m.direction = 'out' AND m.in_inbox AND m.contact = outbox.contact));

      ALTER TABLE rule_failures ADD COLUMN contact INTEGER;
      UPDATE rule_failures SET contact = (SELECT contact FROM messages WHERE id = message);
      CREATE INDEX rule_failures_by_message ON rule_failures (message) WHERE message IS NOT NULL;
      CREATE INDEX rule_failures_by_contact ON rule_failures (contact) WHERE contact IS NOT NULL;

      CREATE INDEX deliveries_by_contact ON deliveries (contact) WHERE contact IS NOT NULL;
      """)
}
