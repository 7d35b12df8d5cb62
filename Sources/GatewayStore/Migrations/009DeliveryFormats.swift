extension Migration {
  /// Older versions wrote every body in one format.
  static let deliveryFormats = Migration(
    version: 9,
    sql: """
      -- The webhook format that wrote the body, and makes the requests.
      ALTER TABLE deliveries ADD COLUMN format TEXT NOT NULL DEFAULT 'json';
      """)
}
