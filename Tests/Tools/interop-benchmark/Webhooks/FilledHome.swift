import Foundation
import GRDB
import InteropSupport
import Synchronization

/// Fills a new home with deliveries that are due to a webhook.
///
/// - Parameter count: how many, each of a message of its own without a contact.
func fill(_ home: URL, withDeliveries count: Int, to webhook: String) throws {
  let queue = try DatabaseQueue(path: home.appending(component: "state.sqlite").path())
  try queue.write { database in
    try database.execute(
      sql: """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO deliveries (webhook_id, webhook, body, created_at, due)
        SELECT printf('msg_%024d', i), ?2, ?3, ?4, ?4 FROM n
        """,
      arguments: [count, webhook, storedBody, Int64(Date().timeIntervalSince1970 * 1_000)])
    try database.execute(
      sql: """
        INSERT INTO webhooks (name, waiting) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET waiting = ?2
        """, arguments: [webhook, count])
  }
  try queue.close()
}

/// About what a message of forty bytes makes.
let storedBody = """
  {"type":"message","version":1,"timestamp":"2026-01-01T00:00:00.000Z","data":{"id":12345,\
  "contact":"quiet-otter","kind":"text","text":"a message of some forty bytes, number 12345",\
  "first":false,"urgent":false}}
  """

/// A network of one: a bot that has no nodes to ask.
final class LonelyNetwork: LoopbackNetwork {
  let namespace: Namespace
  let nodes: [NodeAddress] = []
  private let lastPort = Mutex(33_700)

  init() async throws { namespace = try await Namespace() }

  /// Each is given out once.
  func freePort() -> Int {
    lastPort.withLock { port in
      port += 1
      return port
    }
  }
}

/// A line of a bot's file.
func webhook(_ name: String, on port: Int, _ settings: String...) -> String {
  let all = ["url = \"http://127.0.0.1:\(port)/\(name)\"", "allow = \"127.0.0.1\""] + settings
  return "webhook \"\(name)\" { \(all.joined(separator: ", ")) }\n"
}
