import Foundation
import GRDB
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

private let size = ProcessInfo.processInfo.environment["POSTERN_DESK_TIPS"].flatMap { Int($0) }

/// Pages and filters of an inbox with very many tips, in homes of both forms.
///
/// `POSTERN_DESK_TIPS=100000` measures one of that size, with a tenth as many conversations, and
/// holds it to its limits: 20 ms for a page, 50 ms for a filter.
@Suite(.timeLimit(.minutes(10))) struct `A desk with very many tips` {
  /// Every hundredth conversation is starred or unread by Ana; a tenth is new, most are closed.
  private func fill(_ bench: WorkerBench, _ count: Int) throws {
    let conversations = count / 10
    try bench.store.write { tx throws(StoreError) in
      for sql in [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(conversations))
        INSERT INTO conversations (id, last_seen, item_count, first_item, last_item)
        SELECT i, 1, 10, i, \(count - conversations) + i FROM n
        """,
        """
        INSERT INTO contacts (id, key, codename, state, first_seen)
        SELECT id, CAST(printf('%032d', id) AS BLOB), 'word-' || id, 'accepted', 1
        FROM conversations
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
        INSERT INTO items (id, conversation, direction, kind, content, is_sealed, at, in_inbox,
          is_read, status, encryption)
        SELECT i, 1 + (i - 1) % \(conversations), 'in', 'text',
          CAST('a tip of some sixty bytes, which is about what was decided, ' || i AS BLOB), 0,
          1700000000000 + i, 1, i % 10 > 0, iif(i % 3, 'closed', 'open'),
          iif(i % 1000, NULL, 'pgp 0123456789ABCDEF') FROM n
        """,
        """
        INSERT INTO triage (conversation, newest, newest_in, status, since, starred, assignee)
        SELECT id, last_item, last_item,
          CASE id % 10 WHEN 0 THEN 'new' WHEN 1 THEN 'open' WHEN 2 THEN 'waiting' ELSE 'closed' END,
          1700000000000, id % 100 = 0,
          CASE id % 4 WHEN 0 THEN 'ana' WHEN 1 THEN 'ben' WHEN 2 THEN 'cleo' END
        FROM conversations
        """,
        """
        INSERT INTO read_marks (staff, conversation, through)
        SELECT 'ana', id, last_item FROM conversations WHERE id % 100 > 0
        """,
        "UPDATE counters SET value = \(count) WHERE name = 'message'",
      ] {
        try tx.run(sql)
      }
    }
  }

  private static let filters: [(name: String, filter: TriageFilter)] = [
    ("all", TriageFilter()), ("new", TriageFilter(status: .new)),
    ("waiting", TriageFilter(status: .waiting)), ("starred", TriageFilter(isStarred: true)),
    ("assigned", TriageFilter(assignee: "ana")), ("unassigned", TriageFilter(isUnassigned: true)),
    ("of no one that is there", TriageFilter(assignee: "dora")),
    ("unread", TriageFilter(isUnread: true, reader: "ana")),
    ("label", TriageFilter(contactLabel: "leak")),
    (
      "all filters",
      TriageFilter(
        status: .new, isStarred: true, assignee: "ana", isUnread: true, reader: "ana")
    ),
  ]

  @Test(arguments: StoredForm.allCases)
  func `lists pages and filters`(_ form: StoredForm) throws {
    let count = size ?? 2_000
    let bench = try form.bench("inbox { SEAL keep = 'forever' }", in: WorkerBench.Directory())
    try fill(bench, count)
    var slowest: [(name: String, time: Duration, limit: Duration)] = []
    for (name, filter) in Self.filters {
      let limit = Duration.milliseconds(filter.isEmpty ? 20 : 50)
      let conversations = try time {
        let reply = try BotHome.carryOut(
          .query(.conversationList(ConversationFilter(filter, limit: 100))), path: bench.path)
        guard case .conversations(let page) = reply else { throw StoreError.unknownMessage }
        #expect(page.count <= 100)
        #expect(page.allSatisfy { filter.status == nil || $0.status == filter.status })
      }
      slowest.append(("conversations, \(name)", conversations, limit))
      let messages = try time {
        let reply = try BotHome.carryOut(
          .query(
            .inboxList(InboxSelection(InboxFilter(triage: filter, limit: 100)), textBytes: 400)),
          path: bench.path)
        guard case .inbox(let page) = reply else { throw StoreError.unknownMessage }
        #expect(page.count <= 100)
      }
      slowest.append(("messages, \(name)", messages, limit))
    }
    for encryption in ["any", "pgp", "0123456789ABCDEF", "age"] {
      let found = try time {
        let reply = try BotHome.carryOut(
          .query(
            .inboxList(InboxSelection(InboxFilter(encryption: encryption)), textBytes: 400)),
          path: bench.path)
        guard case .inbox(let page) = reply else { throw StoreError.unknownMessage }
        #expect(page.count == (encryption == "age" ? 0 : min(100, count / 1_000)))
      }
      slowest.append(("encrypted, \(encryption)", found, .milliseconds(50)))
    }
    guard size != nil else { return }
    for (name, time, limit) in slowest {
      print("\(count) tips, \(form): \(name) in \(time)")
      #expect(time <= limit, "\(name)")
    }
  }

  /// The shortest of five times: what the machine does beside it only adds.
  private func time(_ body: () throws -> Void) rethrows -> Duration {
    var best = Duration.seconds(3_600)
    for _ in 0..<5 { best = min(best, try ContinuousClock().measure(body)) }
    return best
  }
}
