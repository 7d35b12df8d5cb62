extension Migration {
  /// Since when a webhook is paused, and the settings with which its receiver asked for that.
  static let deliveries = Migration(
    version: 7,
    sql: """
      ALTER TABLE disabled_webhooks ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
      -- A keyed hash of url and key: with other ones the webhook goes on.
      ALTER TABLE disabled_webhooks ADD COLUMN settings BLOB;
      """)
}
