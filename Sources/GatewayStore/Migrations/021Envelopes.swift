extension Migration {
  /// What opens sealed values for people.
  static let envelopes = Migration(
    version: 21,
    sql: """
      -- The keys of sealed values, each sealed to the inbox keys. The number is random, and stands
      -- in each value.
      CREATE TABLE envelopes (
        number INTEGER PRIMARY KEY,
        envelope BLOB NOT NULL
      ) STRICT;
      """)
}
