extension Migration {
  static let messageTails = Migration(version: 4, sql: "SELECT 1;")
}
