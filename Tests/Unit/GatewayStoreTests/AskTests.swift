import GatewayCore
import Testing

@testable import GatewayStore

/// Asks in the store.
@Suite struct `A stored ask` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
    try store.write { tx throws(StoreError) in
      try tx.handle("how?", from: 1) { message in
        RuleOutcome(effects: [
          .ask(webhook: "brain", body: "first", contact: key(1), fallback: "later"),
          .ask(
            webhook: "brain", body: "second", contact: key(1), fallback: nil, timeout: 20_000),
        ])
      }
    }
  }

  private func after(_ milliseconds: Int64) -> UnixMilliseconds {
    noon.advanced(byMilliseconds: milliseconds)
  }

  @Test func `is found with its delivery, and by its time`() throws {
    try store.read { reader throws(StoreError) in
      let ask = try reader.openAsk(DeliveryID(1))
      #expect(
        ask
          == OpenAsk(
            delivery: DeliveryID(1), webhook: "brain", contact: key(1), message: MessageID(1),
            due: after(10_000), fallback: "later"))
      #expect(try reader.openAsk(DeliveryID(3)) == nil)
      #expect(try reader.nextAskDue() == after(10_000))
      #expect(try reader.dueAsks(now: after(9_999), limit: 9) == [])
      #expect(try reader.dueAsks(now: after(20_000), limit: 9).map(\.delivery.rawValue) == [1, 2])
      #expect(try reader.dueAsks(now: after(20_000), limit: 1).count == 1)
    }
  }

  @Test func `that expires ends its delivery, and the next of its contact is due`() throws {
    try store.write { tx throws(StoreError) in
      guard let ask = try tx.openAsk(DeliveryID(1)) else { throw .unknownDelivery }
      try tx.expire(ask, now: after(10_000))
      #expect(try tx.openAsk(DeliveryID(1)) == nil)
      #expect(try tx.nextAskDue() == after(20_000))
      let due = try tx.dueDeliveries(to: "brain", now: after(10_000), limit: 9).due
      #expect(due.map(\.body) == ["second"])
      #expect(try tx.delivery(DeliveryID(1))?.state == .expired)
      // The answer of an attempt that was in progress.
      let late = try tx.record(
        .refused(status: 503), of: DeliveryID(1), startedAt: after(9_000), jitter: 0,
        now: after(11_000))
      #expect(late?.fate == .expired)
      #expect(try tx.delivery(DeliveryID(1))?.due == nil)
      #expect(try tx.attempts(of: DeliveryID(1)).map(\.status) == [503])
    }
  }

  @Test func `that has its reply is a delivery like any other`() throws {
    try store.write { tx throws(StoreError) in
      guard let ask = try tx.openAsk(DeliveryID(1)) else { throw .unknownDelivery }
      try tx.close(ask)
      #expect(try tx.openAsk(DeliveryID(1)) == nil)
      #expect(try tx.delivery(DeliveryID(1))?.state == .pending)
    }
  }

  @Test func `is due within its own delay once the clock is set back`() throws {
    try store.write { tx throws(StoreError) in
      let early = noon.advanced(byMilliseconds: -86_400_000)
      try tx.limitDueTimes(now: early)
      #expect(try tx.nextAskDue() == early.advanced(byMilliseconds: 10_000))
    }
  }

  @Test func `goes with its message`() throws {
    try store.write { tx throws(StoreError) in
      try tx.forget(message: MessageID(1), now: noon)
      #expect(try tx.nextAskDue() == nil)
    }
  }
}
