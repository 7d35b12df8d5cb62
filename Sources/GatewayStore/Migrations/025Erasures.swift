extension Migration {
  /// Messages that are erased after a while, in which that can be undone.
  static let erasures = Migration(
    version: 25,
    sql: """
      CREATE TABLE erasures (
        item INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
        due INTEGER NOT NULL,
        -- Milliseconds from when it was asked for.
        wait INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX erasures_by_due ON erasures (due);

      -- The few texts that their writers encrypted.
      CREATE INDEX items_encrypted ON items (id) WHERE encryption IS NOT NULL;
      """)
}
