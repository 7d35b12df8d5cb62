import Foundation
import GRDB
import InteropSupport

/// What a killed process left on the disk: a copy, read as the next process would read it, while
/// the original waits for that process untouched.
struct CrashImage {
  /// A message or an answer, in the order in which they were stored.
  struct Message: Hashable, Sendable {
    var id: Int64
    var contact: String
    var isAnswer: Bool
    var text: String
  }

  struct Delivery: Hashable, Sendable {
    var id: Int64
    var webhookID: String
    /// The message that it is about.
    var message: Int64
    var body: String
    /// "pending", "delivered" or "failed".
    var state: String
    var webhook = "out"
  }

  /// Those after the last one that was read before.
  var messages: [Message] = []
  /// Those from the first one that was not delivered before.
  var deliveries: [Delivery] = []
  /// What waits for its receipt: the texts for each contact, in order.
  var outbox: [String: [String]] = [:]
  /// What SQLite finds wrong; empty when nothing is.
  var damage: [String] = []

  init() {}

  /// - Parameters:
  ///   - home: of a bot that does not run.
  ///   - isCheckedWhole: reads every page for damage.
  init(
    of home: URL, into directory: URL, messagesAfter: Int64, deliveriesFrom: Int64,
    isCheckedWhole: Bool
  ) throws {
    let files = FileManager.default
    try? files.removeItem(at: directory)
    try files.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: directory) }
    for name in ["state.sqlite", "state.sqlite-wal"] {
      let file = home.appending(component: name)
      guard files.fileExists(atPath: file.path()) else { continue }
      try files.copyItem(at: file, to: directory.appending(component: name))
    }
    let queue = try DatabaseQueue(path: directory.appending(component: "state.sqlite").path())
    try queue.read { database in
      messages = try Self.messages(database, after: messagesAfter)
      deliveries = try Self.deliveries(database, from: deliveriesFrom)
      outbox = try Self.outbox(database)
      guard isCheckedWhole else { return }
      damage = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
    try queue.close()
  }

  /// Whether nothing waits for a receipt or a delivery; also of a bot that runs.
  static func isAtRest(_ home: URL) throws -> Bool {
    var configuration = Configuration()
    configuration.readonly = true
    let path = home.appending(component: "state.sqlite").path()
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let waiting = try queue.read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT (SELECT count(*) FROM outbox)
            + (SELECT count(*) FROM deliveries WHERE state = 'pending')
          """)
    }
    try queue.close()
    return waiting == 0
  }

  private static func messages(_ database: Database, after id: Int64) throws -> [Message] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT m.id, hex(c.key), m.direction, m.content
        FROM items m JOIN contacts c ON c.id = m.conversation WHERE m.id > ? ORDER BY m.id
        """, arguments: [id]
    ).map { row in
      Message(
        id: row[0], contact: row[1], isAnswer: row[2] == "out",
        text: String(decoding: row[3] as Data, as: UTF8.self))
    }
  }

  private static func deliveries(_ database: Database, from id: Int64) throws -> [Delivery] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, webhook_id, message, body, state, webhook FROM deliveries WHERE id >= ? ORDER BY id
        """, arguments: [id]
    ).map { row in
      Delivery(
        id: row[0], webhookID: row[1], message: row[2], body: row[3], state: row[4],
        webhook: row[5])
    }
  }

  private static func outbox(_ database: Database) throws -> [String: [String]] {
    var texts: [String: [String]] = [:]
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT hex(c.key), o.text FROM outbox o JOIN contacts c ON c.id = o.conversation ORDER BY o.id
        """)
    for row in rows { texts[row[0], default: []].append(row[1]) }
    return texts
  }
}
