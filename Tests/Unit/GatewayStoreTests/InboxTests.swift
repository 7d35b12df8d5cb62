import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `The inbox in the store` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
    try store.write { tx throws(StoreError) in
      for (index, text) in ["one", "two", "three"].enumerated() {
        try tx.handle(
          text, from: index == 1 ? 2 : 1, at: noon.advanced(byMilliseconds: Int64(index))
        ) { _ in
          RuleOutcome(effects: [.keep])
        }
      }
    }
  }

  private func list(_ filter: InboxFilter) throws -> [Int64] {
    try store.read { reader throws(StoreError) in try reader.inbox(filter) }.map(\.id.rawValue)
  }

  @Test func `the newest comes first, page by page`() throws {
    #expect(try list(InboxFilter()) == [3, 2, 1])
    #expect(try list(InboxFilter(limit: 2)) == [3, 2])
    #expect(try list(InboxFilter(before: MessageID(2))) == [1])
  }

  @Test func `messages are labelled, assigned and closed, and found by that`() throws {
    try store.write { tx throws(StoreError) in
      try tx.setStatus(.closed, of: [MessageID(1)], now: noon)
      try tx.setLabel("urgent", of: [MessageID(2)])
      try tx.change([key(2)], TriageChange(assignment: .to("ann")), now: noon)
    }
    #expect(try list(InboxFilter(status: .closed)) == [1])
    #expect(try list(InboxFilter(status: .open)) == [3, 2])
    #expect(try list(InboxFilter(label: "urgent")) == [2])
    #expect(try list(InboxFilter(triage: TriageFilter(assignee: "ann"))) == [2])
    #expect(try list(InboxFilter(contact: key(1))) == [3, 1])
  }

  @Test func `an answer is listed among the messages`() throws {
    try store.write { tx throws(StoreError) in
      try tx.keepAnswer("four", kind: .text, to: key(1), now: noon)
    }
    let newest = try store.read { reader throws(StoreError) in try reader.inbox() }.first
    #expect(newest?.direction == .outbound)
    #expect(newest?.content == .plain("four"))
  }

  @Test func `removing a contact removes its messages`() throws {
    _ = try store.write { tx throws(StoreError) in try tx.forget(contact: key(1), now: noon) }
    #expect(try list(InboxFilter()) == [2])
  }

  @Test func `pruning erases older messages, except those that still wait`() throws {
    let identifiers = Identifiers()
    try store.write { tx throws(StoreError) in
      try tx.handle("four", from: 1, at: noon, identifiers: identifiers) { _ in
        RuleOutcome(effects: [
          .forward(webhook: "desk", body: "{}", contact: key(1)),
          .reply(to: key(1), text: "hi", kind: .text),
        ])
      }
    }
    let count = try store.erase { tx throws(StoreError) in
      try tx.prune(before: noon.advanced(byMilliseconds: 3))
    }
    #expect(count == 5)
    #expect(try list(InboxFilter()) == [])
    try store.read { reader throws(StoreError) in
      #expect(try reader.dueDeliveries(now: noon, limit: 9).count == 1)
      #expect(try reader.outbox(of: key(1)).count == 1)
    }
  }
}
