import GRDB

/// One step of the schema. Steps are only ever appended: a home of any version is migrated by
/// running the steps that it lacks, in order, in one transaction.
struct Migration: Sendable {
  /// Counted from 1; SQLite stores the last one that ran as `user_version`.
  let version: Int
  let sql: String
  /// What SQL can't do, after it.
  var body: (@Sendable (Database) throws -> Void)?

  static let all: [Migration] = [
    .firstSchema, .fewerTrees, .limits, .messageTails, .forgetting, .inbox, .deliveries, .clocks,
    .deliveryFormats, .conversations, .webhooks, .asks, .expiry, .rules,
    .tokens, .consumers, .deliveryStates, .broadcastAnswers, .hooks, .files, .envelopes,
    .sealedFiles, .triage, .staff, .erasures, .sealing,
    .labelSpellings,
  ]

  static let latestVersion = all.map(\.version).max() ?? 0

  /// "Pstn": distinguishes our database from that of another program.
  static let applicationID = 0x5073_746e

  /// Migrates the database to the latest version.
  static func run(_ migrations: [Migration] = all, on database: Database) throws {
    let current = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    for migration in migrations where migration.version > current {
      try database.execute(sql: migration.sql)
      try migration.body?(database)
      try database.execute(sql: "PRAGMA user_version = \(migration.version)")
    }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
  }
}
