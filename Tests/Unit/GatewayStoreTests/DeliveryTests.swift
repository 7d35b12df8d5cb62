import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Deliveries in the store` {
  let home: TemporaryHome
  let store: Store
  let schedule = RetrySchedule(delays: [1, 10], attemptsMax: 3)

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  private func enqueue(_ names: [String], to webhook: String = "desk", from: UInt8?) throws {
    try store.write { tx throws(StoreError) in
      for name in names {
        try tx.enqueue(
          NewDelivery(webhookID: name, webhook: webhook, contact: from.map(key), body: "{}"),
          now: noon)
      }
    }
  }

  private func due(_ seconds: Int64 = 0, excluding: [DeliveryID] = []) throws -> [String] {
    try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(now: at(seconds), limit: 100, excluding: excluding)
    }.map(\.webhookID)
  }

  private func at(_ seconds: Int64) -> UnixMilliseconds {
    noon.advanced(byMilliseconds: seconds * 1_000)
  }

  @discardableResult
  private func record(
    _ result: DeliveryResult, of id: Int64, at seconds: Int64 = 0
  ) throws -> DeliveryFate? {
    try store.write { tx throws(StoreError) in
      try tx.record(
        result, of: DeliveryID(id), startedAt: at(seconds), schedule: schedule, jitter: 0,
        now: at(seconds))
    }?.fate
  }

  @Test func `deliveries of one contact to one webhook leave one after the other`() throws {
    try enqueue(["a", "b", "c"], from: 1)
    #expect(try due() == ["a"])
    try record(.delivered(status: 200), of: 1)
    #expect(try due() == ["b"])
    try record(.delivered(status: 200), of: 2)
    #expect(try due() == ["c"])
    try record(.delivered(status: 200), of: 3)
    #expect(try due() == [])
  }

  @Test func `other contacts, other webhooks and deliveries without a contact do not wait`() throws
  {
    try enqueue(["a", "b"], from: 1)
    try enqueue(["c"], from: 2)
    try enqueue(["d"], to: "other", from: 1)
    try enqueue(["e", "f"], from: nil)
    #expect(try due() == ["a", "c", "d", "e", "f"])
  }

  @Test func `a failed delivery is tried again when it is due, and those behind it wait`() throws {
    try enqueue(["a", "b"], from: 1)
    #expect(try record(.refused(status: 500, retryAfter: nil), of: 1) == .waits(until: at(1)))
    #expect(try due() == [])
    #expect(try due(1) == ["a"])
    #expect(try record(.unreachable("No route."), of: 1, at: 1) == .waits(until: at(11)))
    #expect(try record(.delivered(status: 204), of: 1, at: 11) == .delivered)
    #expect(try due(11) == ["b"])
  }

  @Test func `a delivery without attempts left lets the next one go, and is kept as failed`() throws
  {
    try enqueue(["a", "b"], from: 1)
    for attempt in 1...3 {
      try record(.refused(status: 500, retryAfter: nil), of: 1, at: Int64(attempt) * 100)
    }
    #expect(try due(300) == ["b"])
    try store.read { reader throws(StoreError) in
      #expect(try reader.deliveries(state: .failed).map(\.webhookID) == ["a"])
      #expect(try reader.attempts(of: DeliveryID(1)).map(\.status) == [500, 500, 500])
    }
  }

  @Test func `a receiver can postpone the next attempt`() throws {
    try enqueue(["a"], from: 1)
    #expect(
      try record(.refused(status: 429, retryAfter: 60), of: 1) == .waits(until: at(60)))
  }

  @Test func `a delivery in progress is not handed out twice`() throws {
    try enqueue(["a"], from: 1)
    try enqueue(["b"], from: 2)
    #expect(try due(excluding: [DeliveryID(1)]) == ["b"])
    let next = try store.read { reader throws(StoreError) in
      try reader.nextDeliveryDue(excluding: [DeliveryID(1), DeliveryID(2)])
    }
    #expect(next == nil)
  }

  @Test func `the next time is that of the earliest one`() throws {
    try enqueue(["a"], from: 1)
    try record(.refused(status: 500, retryAfter: 30), of: 1)
    let next = try store.read { reader throws(StoreError) in try reader.nextDeliveryDue() }
    #expect(next == at(30))
  }

  @Test func `unfinished deliveries survive a restart`() throws {
    try enqueue(["a", "b"], from: 1)
    try record(.unreachable("No route."), of: 1)
    try store.close()
    let reopened = try home.open()
    let owed = try reopened.read { reader throws(StoreError) in
      try reader.dueDeliveries(now: at(1), limit: 9)
    }
    #expect(owed.map(\.webhookID) == ["a"])
    #expect(owed.first?.attempts == 1)
    #expect(owed.first?.contact == key(1))
  }

  @Test func `the deliveries of a forgotten contact's messages are dropped and counted`() throws {
    try enqueue(["a", "b"], from: 1)
    try enqueue(["c"], from: 2)
    try record(.delivered(status: 200), of: 1)
    let forgotten = try store.write { tx throws(StoreError) in
      try tx.forget(contact: key(1), now: noon)
    }
    #expect((forgotten.deliveries, forgotten.droppedDeliveries) == (2, 1))
    #expect(try due() == ["c"])
    #expect(try record(.delivered(status: 200), of: 2) == nil, "its attempt was under way")
  }

  @Test func `an answer that is final ends a delivery at once, and the next one goes on`() throws {
    try enqueue(["a", "b"], from: 1)
    #expect(try record(.refused(status: 400), of: 1) == .failed)
    #expect(try due() == ["b"])
    #expect(
      try store.read { reader throws(StoreError) in
        try reader.deliveries(state: .failed).map(\.webhookID)
      } == ["a"])
  }

  @Test func `an answer of 410 ends no delivery`() throws {
    try enqueue(["a", "b"], from: 1)
    #expect(try record(.refused(status: 410), of: 1) == .paused)
    try pause("desk")
    #expect(try due(86_400) == [])
    let summary = try store.read { reader throws(StoreError) in try reader.webhookSummaries() }
    #expect(summary.map(\.name) == ["desk"] && summary.map(\.pausedSince) == [noon])
    #expect(summary.map(\.pausedBy) == [.receiver])
    #expect(summary.map { [$0.waiting, $0.delivered, $0.failed] } == [[2, 0, 0]])
    try store.write { tx throws(StoreError) in
      #expect(try tx.resume("desk", now: at(90)))
      #expect(try !tx.resume("desk", now: at(90)), "it is no longer paused")
    }
    #expect(try due(90) == ["a"])
    let record = try store.read { reader throws(StoreError) in try reader.delivery(DeliveryID(1)) }
    #expect(record?.attempts == 0, "its schedule is fresh")
  }

  @Test func `expired deliveries are erased even if their webhook is paused`() throws {
    try enqueue(["a"], from: 1)
    try enqueue(["b"], to: "other", from: 1)
    try pause("desk")
    let forgotten = try store.write { tx throws(StoreError) in
      try tx.forgetAll(olderThan: at(1), sparingOwed: false)
    }
    #expect((forgotten.deliveries, forgotten.droppedDeliveries) == (1, 1))
    #expect(try due(2) == ["b"], "one that still has attempts stays")
  }

  private func pause(_ webhook: String) throws {
    try store.write { tx throws(StoreError) in try tx.pause(webhook, settings: [1], now: noon) }
  }

  @Test func `resuming a webhook makes its deliveries due, except notices, which keep their delay`()
    throws
  {
    try enqueue(["a"], from: 1)
    try record(.refused(status: 503), of: 1)
    try store.write { tx throws(StoreError) in
      try tx.enqueue(
        NewDelivery(
          webhookID: "notice", webhook: "desk", contact: nil, body: "{}", due: at(300)),
        now: noon)
      try tx.resume("desk", now: noon)
    }
    #expect(try due() == ["a"])
    #expect(try due(300) == ["a", "notice"])
  }

  @Test func `a paused webhook's deliveries wait until it is resumed`() throws {
    try pause("desk")
    try enqueue(["a"], from: 1)
    #expect(try due() == [])
    #expect(
      try store.read { reader throws(StoreError) in try reader.nextDeliveryDue() } == nil)
    try store.write { tx throws(StoreError) in try tx.resume("desk", now: noon) }
    #expect(try due() == ["a"])
  }

  @Test func `a replay sends the same body again under the same identifier`() throws {
    try enqueue(["a"], from: 1)
    try record(.delivered(status: 200), of: 1)
    try store.write { tx throws(StoreError) in try tx.replay(DeliveryID(1), now: at(5)) }
    #expect(try due(5) == ["a"])
    #expect(throws: StoreError.unknownDelivery) {
      try store.write { tx throws(StoreError) in try tx.replay(DeliveryID(9), now: noon) }
    }
  }

  @Test func `a replay does not disturb a waiting lane`() throws {
    try enqueue(["a", "b", "c"], from: 1)
    try record(.delivered(status: 200), of: 1)
    try store.write { tx throws(StoreError) in try tx.replay(DeliveryID(1), now: noon) }
    #expect(try due() == ["a", "b"])
    try record(.delivered(status: 200), of: 2)
    try record(.delivered(status: 200), of: 1)
    #expect(try due() == ["c"])
  }

  @Test func `the result of a delivery that was erased meanwhile is ignored`() throws {
    #expect(try record(.delivered(status: 200), of: 77) == nil)
  }
}
