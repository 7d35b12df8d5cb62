import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Attempts: where they went, and what was answered.
@Suite struct `The attempts of a delivery in the store` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
  }

  /// - Returns: its number.
  private func enqueue() throws -> DeliveryID {
    try store.write { tx throws(StoreError) in
      try tx.enqueue(
        NewDelivery(webhookID: "msg_1", webhook: "desk", contact: key(1), body: "{}"), now: noon)!
    }
  }

  private func record(
    _ result: DeliveryResult, of id: DeliveryID, response: String?, seconds: Int64
  ) throws {
    let now = noon.advanced(byMilliseconds: seconds * 1_000)
    try store.write { tx throws(StoreError) in
      try tx.record(
        result, of: id, startedAt: now, address: "203.0.113.7:\(seconds)", response: response,
        jitter: 0, now: now)
    }
  }

  private func attempts(of id: DeliveryID) throws -> [DeliveryAttempt] {
    try store.read { reader throws(StoreError) in try reader.attempts(of: id) }
  }

  private func retain(keep: Int64?, days: Int64) throws {
    try store.write { tx throws(StoreError) in
      var forgotten = Forgotten()
      let time = noon.advanced(byMilliseconds: days * 86_400_000)
      _ = try tx.retainDeliveries(
        [DeliveryAges(webhook: "desk", sending: .max, keep: keep)], from: DeliveryID(0), rows: 100,
        time: time, now: time, &forgotten)
    }
  }

  @Test func `each has its address, and its answer where one is kept, also after a replay`() throws
  {
    let id = try enqueue()
    try record(.refused(status: 503), of: id, response: "away", seconds: 1)
    try record(.unreachable("No route."), of: id, response: nil, seconds: 2)
    try record(.delivered(status: 200), of: id, response: "thanks", seconds: 3)
    try store.write { tx throws(StoreError) in
      _ = try tx.replay([id], now: noon.advanced(byMilliseconds: 4_000))
    }
    try record(.delivered(status: 200), of: id, response: "again", seconds: 5)
    let attempts = try attempts(of: id)
    #expect(attempts.map(\.address) == [1, 2, 3, 5].map { "203.0.113.7:\($0)" })
    #expect(attempts.map(\.response) == ["away", nil, "thanks", "again"])
  }

  @Test func `an answer stays as long as its webhook keeps it, and not in the files after it`()
    throws
  {
    let id = try enqueue()
    try record(.refused(status: 503), of: id, response: "marker-of-answer", seconds: 1)
    try retain(keep: 7 * 86_400_000, days: 6)
    #expect(try attempts(of: id).map(\.response) == ["marker-of-answer"])
    try retain(keep: 7 * 86_400_000, days: 8)
    #expect(try attempts(of: id).map(\.response) == [nil])
    _ = try store.cleanInReserve(rewriting: .any)
    try store.close()
    #expect(try !home.holds("marker-of-answer"))
  }

  @Test func `an answer goes at once where the webhook keeps none any more, and with the contact`()
    throws
  {
    let first = try enqueue()
    try record(.refused(status: 400), of: first, response: "no", seconds: 1)
    try retain(keep: nil, days: 1)
    #expect(try attempts(of: first).map(\.response) == [nil])
    let second = try enqueue()
    try record(.refused(status: 400), of: second, response: "no", seconds: 2)
    try store.write { tx throws(StoreError) in
      _ = try tx.forget(contact: key(1), now: noon)
      let left = try tx.rows("SELECT id FROM delivery_responses") { $0[0] as Int64 }
      #expect(left.isEmpty)
    }
  }
}
