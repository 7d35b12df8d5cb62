import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Each webhook has its deliveries, and its counts, for itself.
@Suite struct `The lanes of webhooks` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2, 3)
  }

  private func at(_ seconds: Int64) -> UnixMilliseconds {
    noon.advanced(byMilliseconds: seconds * 1_000)
  }

  private func new(
    _ name: String, to webhook: String = "desk", from contact: UInt8? = nil,
    waitingMax: Int? = nil, isInOrder: Bool = true
  ) -> NewDelivery {
    var delivery = NewDelivery(
      webhookID: name, webhook: webhook, contact: contact.map(key), body: "body of \(name)")
    delivery.waitingMax = waitingMax
    delivery.isInOrder = isInOrder
    return delivery
  }

  private func enqueue(_ deliveries: NewDelivery..., at time: UnixMilliseconds = noon) throws {
    try store.write { tx throws(StoreError) in
      for delivery in deliveries { try tx.enqueue(delivery, now: time) }
    }
  }

  private func record(
    _ result: DeliveryResult, of id: Int64, keepsBody: Bool = false, at time: UnixMilliseconds
  ) throws {
    try store.write { tx throws(StoreError) in
      try tx.record(
        result, of: DeliveryID(id), startedAt: time, keepsBody: keepsBody, jitter: 0, now: time)
    }
  }

  private func states() throws -> [DeliveryState] {
    try store.read { reader throws(StoreError) in try reader.deliveries().map(\.state) }.reversed()
  }

  private func counts(of webhook: String = "desk") throws -> WebhookCounts? {
    try store.read { reader throws(StoreError) in try reader.webhookSummaries() }
      .first { $0.name == webhook }?.counts
  }

  private func plan(_ sql: String) throws -> String {
    try store.read { reader throws(StoreError) in
      try reader.rows("EXPLAIN QUERY PLAN " + sql) { $0[3] as String }
    }.joined(separator: "; ")
  }

  @Test func `what is due to one is found in an index of its own, and so is what a contact owes`()
    throws
  {
    let due = try plan(
      """
      SELECT id, due FROM deliveries WHERE webhook = 'desk' AND due IS NOT NULL
      ORDER BY due, id LIMIT 9
      """)
    #expect(due == "SEARCH deliveries USING COVERING INDEX deliveries_due (webhook=? AND due>?)")
    let contact = ForgettableTable.all[0].ofContact ?? ""
    let forgetting = try plan(
      contact.replacing(":contact", with: "1").replacing(":first", with: "1")
        .replacing(":last", with: "9"))
    #expect(!forgetting.contains("SCAN deliveries"), "\(forgetting)")
    let limiting = try plan(
      """
      UPDATE deliveries SET due = 1 + wait
      WHERE \(StoredTimes.bounds["deliveries"] ?? "")due > 1 AND due > 1 + wait
      """)
    #expect(!limiting.contains("SCAN deliveries"), "\(limiting)")
  }

  @Test func `a hundred thousand that are due to one do not delay the others`() throws {
    try store.write { tx throws(StoreError) in
      try tx.noteWebhooks(["dead", "desk"])
      try tx.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO deliveries (webhook_id, webhook, body, created_at, due)
        SELECT 'msg_' || i, 'dead', '{}', ?1, ?1 + i FROM n
        """, [noon.rawValue])
    }
    try enqueue(new("a"))
    let clock = ContinuousClock()
    let time = try clock.measure {
      try store.read { reader throws(StoreError) in
        for _ in 0..<1_000 {
          let (due, next) = try reader.dueDeliveries(to: "desk", now: at(1), limit: 8)
          #expect(due.map(\.webhookID) == ["a"] && next == nil)
        }
      }
    }
    // A look at all of them takes 20 ms and more.
    #expect(time < .seconds(5), "\(time)")
    let (due, next) = try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(
        to: "dead", now: at(1_000), limit: 2, excluding: [DeliveryID(1), DeliveryID(3)])
    }
    #expect(due.map(\.id) == [DeliveryID(2), DeliveryID(4)])
    #expect(next == noon.advanced(byMilliseconds: 5))
  }

  @Test func `the counts of a webhook are those of its deliveries, whatever happens to them`()
    throws
  {
    var random = SystemRandomNumberGenerator()
    for round in 0..<60 {
      let webhook = ["desk", "other"].randomElement(using: &random) ?? "desk"
      let now = at(Int64(round) * 600)
      try store.write { tx throws(StoreError) in
        for place in 0..<3 {
          try tx.enqueue(
            new(
              "\(round)-\(place)", to: webhook, from: [1, 2, 3, nil].randomElement() ?? nil,
              waitingMax: 40), now: now)
        }
        for delivery in try tx.deliveries(limit: 500).shuffled(using: &random).prefix(4) {
          switch Int.random(in: 0..<6, using: &random) {
          case 0:
            try tx.record(
              .delivered(status: 200), of: delivery.id, startedAt: now, jitter: 0, now: now)
          case 1:
            try tx.record(
              .refused(status: 400), of: delivery.id, startedAt: now, jitter: 0, now: now)
          case 2:
            try tx.record(
              .refused(status: 503), of: delivery.id, startedAt: now, jitter: 0, now: now)
          case 3: _ = try tx.replay([delivery.id], repeatsAccepted: true, now: now)
          case 4: _ = try tx.expire(webhook, limit: 2, now: now)
          default: _ = try tx.deliveries(state: .delivered).first
          }
        }
      }
      if round == 30 {
        try store.write { tx throws(StoreError) in _ = try tx.forget(contact: key(3), now: now) }
      }
    }
    for webhook in ["desk", "other"] {
      let all = try store.read { reader throws(StoreError) in
        try reader.deliveries(webhook: webhook, limit: 1_000)
      }
      let known = try #require(try counts(of: webhook))
      #expect(known.waiting == all.count { $0.state == .pending })
      #expect(known.failed == all.count { $0.state == .failed })
      #expect(known.expired == all.count { $0.state == .expired })
    }
    #expect(try store.check().isEmpty)
  }

  @Test func `what a full backlog has no room for is listed as failed, counted, and replayed`()
    throws
  {
    for name in ["a", "b", "c", "d"] { try enqueue(new(name, waitingMax: 2)) }
    #expect(try states() == [.pending, .pending, .failed, .failed])
    let known = try counts()
    #expect(known?.waiting == 2 && known?.failed == 2 && known?.turnedAway == 2)
    let failed = try store.read { reader throws(StoreError) in
      try reader.deliveryPage(DeliveryFilter(webhook: "desk", states: [.failed, .expired])).page
    }
    #expect(failed.map(\.webhookID) == ["d", "c"])
    #expect(failed.allSatisfy { $0.ending == .turnedAway && $0.hasBody })
    try store.write { tx throws(StoreError) in
      #expect(try tx.replay(failed.map(\.id), now: at(1)).sent == failed.map(\.id))
    }
    #expect(try counts()?.waiting == 4)
  }

  @Test func `the body of an accepted delivery is dropped, unless it is kept, and is in no file`()
    throws
  {
    try enqueue(new("dropped"), new("kept"))
    try record(.delivered(status: 200), of: 1, at: at(1))
    try record(.delivered(status: 200), of: 2, keepsBody: true, at: at(1))
    try store.clean()
    #expect(try !home.holds("body of dropped"))
    #expect(try home.holds("body of kept"))
    let replayed = try store.write { tx throws(StoreError) in
      try tx.replay(
        [DeliveryID(1), DeliveryID(2)], repeatsAccepted: false, now: at(2))
    }
    #expect((replayed.withoutBody, replayed.accepted) == ([DeliveryID(1)], [DeliveryID(2)]))
    try store.write { tx throws(StoreError) in
      _ = try tx.replay([DeliveryID(2)], repeatsAccepted: true, now: at(2))
    }
    try record(.delivered(status: 201), of: 2, keepsBody: true, at: at(3))
    let attempts = try store.read { reader throws(StoreError) in
      try reader.attempts(of: DeliveryID(2))
    }
    #expect(attempts.map(\.status) == [200, 201], "both successes are listed")
  }

  @Test func `replayed deliveries are spread, over several requests too`() throws {
    for number in 0..<4 { try enqueue(new("\(number)")) }
    for id in 1...4 as ClosedRange<Int64> { try record(.refused(status: 400), of: id, at: noon) }
    for ids in [[1, 2], [3, 4]] as [[Int64]] {
      try store.write { tx throws(StoreError) in
        _ = try tx.replay(ids.map(DeliveryID.init), interval: 50, now: at(1))
      }
    }
    let due = try store.read { reader throws(StoreError) in try reader.deliveries() }.map(\.due)
    #expect(due.reversed() == (0..<4).map { at(1).advanced(byMilliseconds: $0 * 50) })
  }

  @Test func `what is given up is listed as expired, its lane goes on, and an attempt counts`()
    throws
  {
    try enqueue(new("a", from: 1), new("b", from: 1))
    try enqueue(new("c", from: 1), at: at(100))
    let count = try store.write { tx throws(StoreError) in
      try tx.expire("desk", before: at(50), now: at(100))
    }
    #expect(count == 2)
    #expect(try states() == [.expired, .expired, .pending])
    let (due, _) = try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(to: "desk", now: at(100), limit: 9)
    }
    #expect(due.map(\.webhookID) == ["c"])
    // Its attempt was in progress.
    try record(.delivered(status: 200), of: 1, at: at(101))
    #expect(try states() == [.delivered, .expired, .pending])
    #expect(try counts()?.expired == 1)
  }

  @Test func `without an order a contact's deliveries do not wait for each other`() throws {
    try enqueue(new("a", from: 1, isInOrder: false), new("b", from: 1, isInOrder: false))
    let (due, _) = try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(to: "desk", now: noon, limit: 9)
    }
    #expect(due.map(\.webhookID) == ["a", "b"])
  }

  @Test func `a resumed webhook's deliveries are hastened in steps, and none is forgotten`() throws
  {
    for number in 0..<25 { try enqueue(new("\(number)")) }
    for id in 1...25 as ClosedRange<Int64> { try record(.refused(status: 503), of: id, at: noon) }
    try store.write { tx throws(StoreError) in
      try tx.run("UPDATE webhooks SET hastens = 1")
      #expect(try !tx.hasten("desk", rows: 10, now: noon))
      #expect(try tx.hastenedWebhooks() == ["desk"])
    }
    try store.close()
    try home.open().write { tx throws(StoreError) in
      #expect(try tx.hastenedWebhooks() == ["desk"], "a restart goes on with it")
      #expect(try !tx.hasten("desk", rows: 10, now: noon))
      #expect(try tx.hasten("desk", rows: 10, now: noon))
      #expect(try tx.hastenedWebhooks() == [])
      #expect(try tx.dueDeliveries(to: "desk", now: noon, limit: 99).due.count == 25)
    }
  }

  // MARK: Retention

  private func retain(
    _ ages: [DeliveryAges] = [], at time: UnixMilliseconds, rows: Int = 7
  ) throws -> Forgotten {
    var forgotten = Forgotten()
    var place: DeliveryID? = DeliveryID(0)
    while let here = place {
      place = try store.write { tx throws(StoreError) in
        try tx.retainDeliveries(
          ages, from: here, rows: rows, time: time, now: time, &forgotten)
      }
    }
    return forgotten
  }

  private func days(_ count: Int64) -> UnixMilliseconds { at(count * 86_400) }

  @Test func `finished deliveries are forgotten by their age, failed ones later, unfinished never`()
    throws
  {
    for number in 0..<20 { try enqueue(new("\(number)", from: 1)) }
    for id in 1...10 as ClosedRange<Int64> {
      try record(id % 2 == 0 ? .delivered(status: 200) : .refused(status: 400), of: id, at: noon)
    }
    let patient = DeliveryAges(webhook: "desk", sending: 90 * 86_400_000, keep: nil)
    #expect(try retain([patient], at: days(6)).rows == 0)
    #expect(try retain([patient], at: days(8)).deliveries == 5)
    #expect(
      try states() == Array(repeating: .failed, count: 5) + Array(repeating: .pending, count: 10))
    #expect(try retain([patient], at: days(31)).deliveries == 5)
    #expect(try states() == Array(repeating: .pending, count: 10))
    let known = try counts()
    #expect(known?.failed == 0 && known?.waiting == 10 && known?.delivered == 5)
  }

  @Test func `deliveries that wait for too long expire, each webhook by its own age`() throws {
    try enqueue(new("a"), new("b", to: "news"), new("c", to: "former"))
    let hour = DeliveryAges(webhook: "desk", sending: 3_600_000, keep: nil)
    let year = DeliveryAges(webhook: "news", sending: 365 * 86_400_000, keep: nil)
    _ = try retain([hour, year], at: at(3_599))
    #expect(try states() == [.pending, .pending, .pending])
    _ = try retain([hour, year], at: at(3_601))
    #expect(try states() == [.expired, .pending, .pending])
    _ = try retain([hour, year], at: days(8))
    #expect(try states() == [.expired, .pending, .expired], "seven days where nothing is set")
  }

  @Test func `kept bodies go when their time is over`() throws {
    try enqueue(new("a"))
    try record(.delivered(status: 200), of: 1, keepsBody: true, at: noon)
    let week = DeliveryAges(webhook: "desk", sending: 86_400_000, keep: 7 * 86_400_000)
    _ = try retain([week], at: days(6))
    #expect(try home.holds("body of a"))
    _ = try retain([week], at: days(8))
    try store.clean()
    #expect(try !home.holds("body of a"))
  }

  @Test func `of very many accepted or failed deliveries only the newest are listed`() throws {
    let accepted = Int(DeliveryRetention.acceptedMax) + 500
    let failed = DeliveryRetention.failedMax + 50
    try store.write { tx throws(StoreError) in
      try tx.noteWebhooks(["desk"])
      for (count, state) in [(failed, "failed"), (accepted, "delivered")] {
        try tx.run(
          """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
          INSERT INTO deliveries (webhook_id, webhook, body, created_at, state)
          SELECT 'msg_' || i, 'desk', '', ?2, ?3 FROM n
          """, [count, noon.rawValue, state])
      }
    }
    try store.write { tx throws(StoreError) in
      for _ in 0..<failed { try tx.count("desk", from: nil, to: .failed) }
    }
    #expect(try retain(at: at(1), rows: 2_000).deliveries == 550)
    #expect(try counts()?.failed == DeliveryRetention.failedMax)
    #expect(try retain(at: at(1), rows: 2_000).rows == 0)
  }

  // MARK: Listing

  @Test func `pages of deliveries are found whatever lies between them, and end`() throws {
    try enqueue(new("rare", to: "rare"))
    try store.write { tx throws(StoreError) in
      try tx.noteWebhooks(["busy"])
      try tx.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
        INSERT INTO deliveries (webhook_id, webhook, body, created_at, state)
        SELECT 'msg_' || i, 'busy', '', ?1, 'delivered' FROM n
        """, [noon.rawValue])
    }
    var filter = DeliveryFilter(webhook: "rare", limit: 10)
    var found: [String] = []
    var pages = 0
    repeat {
      let (page, last) = try store.read { reader throws(StoreError) in
        try reader.deliveryPage(filter)
      }
      found += page.map(\.webhookID)
      filter.before = last
      pages += 1
    } while filter.before != nil
    #expect(found == ["rare"] && pages == 3)
  }
}
