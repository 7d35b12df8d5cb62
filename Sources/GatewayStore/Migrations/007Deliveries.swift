extension Migration {
  /// How a delivery ended, and why a webhook rests.
  static let deliveries = Migration(
    version: 7,
    sql: "SELECT 1;")
}
