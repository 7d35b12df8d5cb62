import Foundation
import GRDB
import Glibc
import InteropSupport
import Testing

@testable import GatewayStore

/// The program brings a home of the oldest schema up in one transaction: whenever it is killed, the
/// home is as it was or as it is to be.
@Suite(.timeLimit(.minutes(5))) struct `A migration that is killed` {
  private static let items = 40_000
  private let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(component: "postern-migration-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  }

  private func path(_ home: String) -> String { directory.appending(component: home).path() }

  /// A home as the first version left it, with a key and `items` messages of a hundred contacts.
  private func makeOldest(_ home: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(home), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
    let queue = try DatabaseQueue(path: path(home) + "/state.sqlite")
    try queue.write { database in
      try Migration.run([.firstSchema], on: database)
      try database.execute(
        sql: """
          INSERT INTO identity VALUES (1, randomblob(32), randomblob(4));
          INSERT INTO meta VALUES ('hash_key', randomblob(32));
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
          INSERT INTO contacts (key, codename, state, first_seen, last_seen)
          SELECT randomblob(32), 'word-' || i, 'accepted', 1, 2 FROM n;
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.items))
          INSERT INTO messages (id, contact, direction, kind, content, is_sealed, at, in_inbox)
          SELECT i, 1 + (i - 1) / 2 % 100, iif(i % 2, 'in', 'out'), 'text',
            CAST('message ' || i || hex(zeroblob(40)) AS BLOB), 0, 1700000000000 + i, 1 FROM n;
          UPDATE counters SET value = \(Self.items);
          """)
    }
    try queue.close()
    chmod(path(home) + "/state.sqlite", 0o600)
  }

  /// Opens a home for writing, which brings it up.
  private func start(_ home: String) throws -> ChildProcess {
    let program = try BuildProducts.path(of: "postern")
    return try ChildProcess([program, "contact", "list", "--home", path(home)]) { _ in }
  }

  private func expectWhole(_ home: String) async throws {
    let process = try start(home)
    #expect(try await process.waitForExit() == 0)
    try expectAll(in: path(home))
  }

  private func expectAll(in home: String) throws {
    let queue = try DatabaseQueue(path: home + "/state.sqlite")
    try queue.read { database in
      #expect(
        try Int.fetchOne(database, sql: "PRAGMA user_version") == Migration.latestVersion)
      #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
      let found = try Int.fetchAll(
        database,
        sql: "SELECT count(*) FROM items UNION ALL SELECT count(DISTINCT content) FROM items")
      #expect(found == [Self.items, Self.items])
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM conversations") == 100)
    }
    try queue.close()
  }

  @Test func `leaves a home that opens with every message`() async throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    try makeOldest("oldest")
    try FileManager.default.copyItem(atPath: path("oldest"), toPath: path("whole"))
    let clock = ContinuousClock()
    let begin = clock.now
    try await expectWhole("whole")
    var duration = clock.now - begin
    var interrupted = 0
    for instant in 1...12 {
      let home = "killed-\(instant)"
      try FileManager.default.copyItem(atPath: path("oldest"), toPath: path(home))
      let process = try start(home)
      try await Task.sleep(for: duration * instant / 14)
      kill(process.processIdentifier, SIGKILL)
      if try await process.waitForExit() == 128 + SIGKILL {
        interrupted += 1
      } else {
        // The first one took longer than those behind it, as where the machine was busy.
        duration = duration * 2 / 3
      }
      try await expectWhole(home)
    }
    #expect(interrupted >= 3, "it was killed at work")
  }
}
