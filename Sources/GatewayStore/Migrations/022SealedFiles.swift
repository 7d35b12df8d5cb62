extension Migration {
  /// Files whose bytes are sealed.
  static let sealedFiles = Migration(
    version: 22,
    sql: """
      -- The key of the bytes, sealed for the bot, while it needs them; and what people need to read
      -- the file, once it is over. NULL for files that are stored in clear.
      ALTER TABLE files ADD COLUMN key BLOB;
      ALTER TABLE files ADD COLUMN record BLOB;
      """)
}
