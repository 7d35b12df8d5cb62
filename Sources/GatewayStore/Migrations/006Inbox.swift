extension Migration {
  /// What the inbox shows of its conversations.
  static let inbox = Migration(
    version: 6,
    sql: "SELECT 1;")
}
