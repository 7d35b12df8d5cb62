import GatewayCore
import Testing

@testable import GatewayStore

/// Deliveries are written with the messages of their batch, and are sent without being read back.
@Suite struct `Deliveries written with their batch` {
  let home: TemporaryHome
  let store: Store
  private let identifiers = Identifiers()

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  private func forward(
    _ text: String, from number: UInt8, in tx: StoreTransaction
  ) throws(StoreError) {
    try tx.handle(text, from: number, identifiers: identifiers) { message in
      RuleOutcome(effects: [
        .keep, .forward(webhook: "desk", body: "body of \(text)", contact: message.contact.key),
      ])
    }
  }

  private func due(_ now: UnixMilliseconds = noon) throws -> [Delivery] {
    try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(now: now, limit: 1_000)
    }
  }

  @Test func `messages and deliveries of a batch wait to be written together`() throws {
    // The hour and the last number are looked up once; afterwards they are cached.
    try store.write { tx throws(StoreError) in try forward("first", from: 2, in: tx) }
    let count = 2 * PendingRows.rowsPerStatement + 5
    try store.write { tx throws(StoreError) in
      for number in 0..<count { try forward("\(number)", from: 1, in: tx) }
      #expect((tx.pending.items.count, tx.pending.deliveries.count) == (count, count))
    }
    let records = try store.read { reader throws(StoreError) in
      try reader.deliveries(limit: 1_000)
    }.reversed().dropFirst()
    #expect(records.map(\.webhookID) == (2...count + 1).map { "msg_\($0)" })
    #expect(records.map(\.message) == (2...count + 1).map { MessageID(Int64($0)) })
    #expect(records.map(\.due) == [noon] + [UnixMilliseconds?](repeating: nil, count: count - 1))
    #expect(try due().map(\.body) == ["body of first", "body of 0"])
  }

  @Test func `deliveries that a transaction makes ready are those that are due in the store`()
    throws
  {
    let ready = try store.write { tx throws(StoreError) in
      try forward("one", from: 1, in: tx)
      try forward("two", from: 1, in: tx)
      try forward("three", from: 2, in: tx)
      try tx.enqueue(
        NewDelivery(
          webhookID: "x", webhook: "other", contact: nil, format: "odd", body: "nul \0 inside"),
        now: noon)
      #expect(!tx.movedDueTimes)
      return tx.takeReady(to: "desk", atMost: 10, now: noon)
        + tx.takeReady(to: "other", atMost: 10, now: noon)
    }
    #expect(ready.map(\.body) == ["body of one", "body of three", "nul \0 inside"])
    #expect(ready.map(\.format) == ["json", "json", "odd"])
    #expect(try due() == ready)
  }

  @Test func `a delivery is ready in the transaction that ends the one before it`() throws {
    try store.write { tx throws(StoreError) in
      for text in ["one", "two"] { try forward(text, from: 1, in: tx) }
    }
    let ready = try store.write { tx throws(StoreError) in
      try tx.record(
        .refused(status: 400), of: DeliveryID(1), startedAt: noon, jitter: 0, now: noon)
      #expect(!tx.movedDueTimes)
      return tx.takeReady(to: "desk", atMost: 10, now: noon)
    }
    #expect(ready.map(\.id) == [DeliveryID(2)] && ready[0].contact == key(1))
    #expect(try due() == ready)
  }

  @Test func `deliveries that are not taken tell when to look again`() throws {
    try store.write { tx throws(StoreError) in
      try forward("one", from: 1, in: tx)
      try forward("two", from: 2, in: tx)
      #expect(tx.takeReady(to: "desk", atMost: 1, now: noon).map(\.id) == [DeliveryID(1)])
      #expect(tx.takeReady(to: "other", atMost: 1, now: noon) == [])
      #expect(tx.nextReady(to: "desk") == noon)
      #expect(tx.nextReady(to: "other") == nil)
    }
    try store.write { tx throws(StoreError) in
      try tx.record(
        .refused(status: 500), of: DeliveryID(1), startedAt: noon, jitter: 0, now: noon)
      #expect(tx.takeReady(to: "desk", atMost: 9, now: noon) == [])
      #expect(tx.nextReady(to: "desk") == noon.advanced(byMilliseconds: 1_000))
    }
  }

  @Test func `removing a contact in the same batch drops its deliveries`() throws {
    try store.write { tx throws(StoreError) in
      try forward("one", from: 1, in: tx)
      try tx.forget(contact: key(1), now: noon)
      #expect(tx.movedDueTimes, "what is ready is to be looked up")
      try forward("two", from: 2, in: tx)
    }
    #expect(try due().map(\.body) == ["body of two"])
  }

  @Test func `no number of a delivery is reused, over an undone batch and a restart`() throws {
    try store.write { tx throws(StoreError) in
      try forward("one", from: 1, in: tx)
      try forward("two", from: 1, in: tx)
      try tx.forget(contact: key(1), now: noon)
    }
    #expect(throws: StoreError.unknownContact) {
      try store.write { tx throws(StoreError) in
        try forward("undone", from: 2, in: tx)
        throw .unknownContact
      }
    }
    try store.write { tx throws(StoreError) in try forward("three", from: 2, in: tx) }
    #expect(try due().map(\.id) == [DeliveryID(3)])
    try store.write { tx throws(StoreError) in try tx.forget(contact: key(2), now: noon) }
    try store.close()
    let id = try home.open().write { tx throws(StoreError) in
      try tx.enqueue(
        NewDelivery(webhookID: "x", webhook: "desk", contact: nil, body: "{}"), now: noon)
    }
    #expect(id == DeliveryID(4))
  }

  @Test func `of several notices in one batch only the first is sent`() throws {
    try store.write { tx throws(StoreError) in
      var consequences = RuleConsequences()
      let notice = WebhookEvent.notice(at: noon)
      let context = EffectContext(
        now: noon, partBytesMax: 1_372
      ) { _, webhook, _ in
        let due = noon.advanced(byMilliseconds: webhook == "slow" ? 9_000 : 0)
        return [
          NewDelivery(webhookID: "x", webhook: webhook, contact: nil, body: "{}", due: due)
        ]
      }
      for webhook in ["slow", "slow", "prompt", "prompt", "slow"] {
        try tx.apply(
          RuleOutcome(effects: [.deliver(notice, to: webhook, contact: nil)]), of: nil,
          in: context, to: &consequences)
      }
    }
    #expect(try due().map(\.webhook) == ["prompt", "prompt"], "they do not wait")
    #expect(
      try due(noon.advanced(byMilliseconds: 9_000)).map(\.webhook) == ["prompt", "prompt", "slow"])
  }
}
