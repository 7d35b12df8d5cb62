extension Migration {
  /// A request that may be repeated may also have started a broadcast; the owner asks contacts.
  static let broadcastAnswers = Migration(
    version: 18,
    sql: """
      -- The contacts that a broadcast was to reach; then `message` is the broadcast's number.
      ALTER TABLE answered_requests ADD COLUMN members INTEGER;
      -- How a question of the owner ended; its on_yes is empty. One of a rule is deleted then.
      ALTER TABLE confirmations ADD COLUMN answer TEXT
        CHECK (answer = 'yes' OR answer = 'no' OR answer = 'timeout');
      DROP INDEX confirmations_by_due;
      CREATE INDEX open_confirmations_by_due ON confirmations (due) WHERE answer IS NULL;
      """)
}
