extension Migration {
  /// A request that may be repeated may also have started a broadcast.
  static let broadcastAnswers = Migration(
    version: 18,
    sql: """
      -- The contacts that a broadcast was to reach; then `message` is the broadcast's number.
      ALTER TABLE answered_requests ADD COLUMN members INTEGER;
      """)
}
