import Foundation
import GRDB
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

private let size = ProcessInfo.processInfo.environment["POSTERN_HOME_DELIVERIES"]
  .flatMap { Int($0) }

/// A bot whose home has had very many deliveries.
///
/// `POSTERN_HOME_DELIVERIES=3000000` measures a home of that size, with a third as many messages.
@Suite(.timeLimit(.minutes(size == nil ? 10 : 180)))
struct `A home with very many deliveries` {
  private static let rules =
    "contacts { accept = \"everyone\" }\n"
    + (0..<10).map { "webhook \"w\($0)\" { url = \"https://w\($0).example/\" }" }
    .joined(separator: "\n")
    + "\non(\"message\", function(message) message:forward(\"w1\") end)"

  private func fill(_ bench: WorkerBench, withMessages count: Int) throws {
    try bench.store.write { tx throws(StoreError) in
      try tx.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO items (id, conversation, direction, kind, content, is_sealed, at)
        SELECT i, 1, 'in', 'text', CAST('a message of some forty bytes, number ' || i AS BLOB), 0, ?2
        FROM n
        """, [count, bench.clock.now.rawValue])
      try tx.run("UPDATE counters SET value = ? WHERE name = 'message'", [count + 1])
    }
  }

  /// Three deliveries for each message. A hundred thousand wait for w0, which is dead; ten thousand
  /// of w2 failed; all others were accepted.
  private func fill(_ bench: WorkerBench, withDeliveries count: Int) throws {
    let waiting = min(count / 10, 100_000)
    try bench.store.write { tx throws(StoreError) in
      try tx.noteWebhooks((0..<10).map { "w\($0)" })
      try tx.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO deliveries (webhook_id, webhook, contact, message, body, created_at, state, due)
        SELECT 'msg_' || hex(randomblob(12)), iif(i <= ?2, 'w0', 'w' || (1 + i % 9)), 1, 1 + i / 3,
          iif(i <= ?2, '{"type":"message","data":{"text":"number ' || i || '"}}', ''), ?3,
          CASE WHEN i <= ?2 THEN 'pending' WHEN i % 300 = 1 THEN 'failed' ELSE 'delivered' END,
          iif(i <= ?2, ?3, NULL) FROM n
        """, [count, waiting, bench.clock.now.rawValue])
      try tx.run(
        """
        UPDATE webhooks SET waiting = (
            SELECT count(*) FROM deliveries WHERE webhook = name AND state = 'pending'),
          failed = (SELECT count(*) FROM deliveries WHERE webhook = name AND state = 'failed')
        """)
    }
  }

  @Test func `starts at once, lists its webhooks and deliveries, and shrinks`() throws {
    let count = size ?? 10_000
    let first = try WorkerBench(Self.rules, deliveriesMax: 80)
    try first.befriend(1)
    try fill(first, withMessages: count / 3)
    try fill(first, withDeliveries: count)
    let clock = ContinuousClock()
    let memory = residentKiB
    let start = clock.now
    let bench = try first.restarted(Self.rules)
    bench.web.answer(.unreachable("No route."), for: "w0")
    _ = bench.worker.engine.handle([.network([.online(key(1))])])
    let started = clock.now - start
    let grown = residentKiB - memory

    let listing = try clock.measure {
      let reply = try BotHome.carryOut(.query(.hookList), path: bench.path)
      guard case .hooks(let hooks) = reply else { throw StoreError.unknownDelivery }
      #expect(hooks.count == 10)
    }
    var selection = DeliverySelection(webhook: "w5", limit: 100)
    var slowest = Duration.zero
    for _ in 0..<20 {
      slowest = try max(
        slowest,
        clock.measure {
          let reply = try BotHome.carryOut(
            .query(.hookDeliveries(selection)), path: bench.path)
          guard case .deliveries(let page, let last) = reply else {
            throw StoreError.unknownDelivery
          }
          #expect(page.allSatisfy { $0.webhook == "w5" })
          selection.before = last
        })
    }
    let pages = try pages(of: bench)
    bench.web.answer(.delivered(status: 200), for: "w1")
    bench.say("hello")
    #expect(bench.web.bodies.contains { $0.contains("hello") })
    if size != nil {
      print(
        "\(count) deliveries: started in \(started) with \(grown) KiB more, hooks listed in"
          + " \(listing), the slowest page of deliveries in \(slowest)")
      #expect(started < .seconds(1) && listing < .milliseconds(20) && slowest < .milliseconds(20))
    }

    try forget(bench)
    #expect(try self.pages(of: bench).used < pages.used / 2)

    // As many again find their room in what was freed.
    try fill(bench, withDeliveries: count)
    let again = try bench.restarted(Self.rules)
    again.clock.advance(seconds: 8 * 86_400)
    try forget(again)
    #expect(try self.pages(of: again).all <= pages.all * 21 / 20)
  }

  /// Lets eight days pass, an hour at a time, with receivers that accept everything.
  private func forget(_ bench: WorkerBench) throws {
    for name in ["w0", "w1"] { bench.web.answer(.delivered(status: 200), for: name) }
    bench.web.answer(.delivered(status: 200))
    for _ in 0..<8 * 24 { bench.wait(seconds: 3_600) }
    let left = try bench.store.read { reader throws(StoreError) in
      try reader.row("SELECT count(*) FROM deliveries WHERE state = 'delivered'") { $0[0] as Int }
    }
    #expect(left ?? 0 <= 100)
  }

  private func pages(of bench: WorkerBench) throws -> (all: Int, used: Int) {
    try bench.store.read { reader throws(StoreError) in
      let all = try reader.row("PRAGMA page_count") { $0[0] as Int } ?? 0
      let free = try reader.row("PRAGMA freelist_count") { $0[0] as Int } ?? 0
      return (all, all - free)
    }
  }

  private var residentKiB: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }
}
