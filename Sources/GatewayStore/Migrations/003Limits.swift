extension Migration {
  static let limits = Migration(version: 3, sql: "SELECT 1;")
}
