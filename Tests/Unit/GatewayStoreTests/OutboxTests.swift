import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `The outbox in the store` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  @discardableResult
  private func enqueue(_ text: String, to number: UInt8, bytesMax: Int = 100) throws -> [OutboxID] {
    try store.write { tx throws(StoreError) in
      try tx.enqueue(text, kind: .text, to: key(number), partBytesMax: bytesMax, now: noon)
    }.map(\.id)
  }

  private func texts(_ number: UInt8, in store: Store) throws -> [String] {
    try store.read { reader throws(StoreError) in try reader.outbox(of: key(number)) }.map(\.text)
  }

  @Test func `messages wait in order, separately for each contact`() throws {
    for text in ["a", "b"] { try enqueue(text, to: 1) }
    try enqueue("c", to: 2)
    #expect(try texts(1, in: store) == ["a", "b"])
    #expect(try texts(2, in: store) == ["c"])
    try store.read { reader throws(StoreError) in
      #expect(try reader.contactsInOutbox() == [key(1), key(2)])
      #expect(try reader.outboxCount(of: key(1)) == 2)
    }
  }

  @Test func `a long text becomes parts of one packet each`() throws {
    let ids = try enqueue("one two three", to: 1, bytesMax: 8)
    #expect(ids.count == 2)
    #expect(try texts(1, in: store) == ["one two ", "three"])
  }

  @Test func `a message stays until its receipt, also over a restart`() throws {
    let ids = try enqueue("a", to: 1) + enqueue("b", to: 1)
    try store.write { tx throws(StoreError) in
      try tx.markReceived([ids[0]])
    }
    try store.close()
    let reopened = try home.open()
    let waiting = try reopened.read { reader throws(StoreError) in try reader.outbox(of: key(1)) }
    #expect(waiting.map(\.text) == ["b"])
  }

  @Test func `a receipt removes earlier messages too, of its own contact only`() throws {
    let ids =
      try enqueue("a", to: 1) + enqueue("b", to: 2) + enqueue("c", to: 1) + enqueue("d", to: 1)
    try store.write { tx throws(StoreError) in try tx.markReceived(through: ids[2], by: key(1)) }
    #expect(try texts(1, in: store) == ["d"])
    #expect(try texts(2, in: store) == ["b"])
  }

  @Test func `removing a contact removes its waiting messages`() throws {
    try enqueue("a", to: 1)
    try enqueue("b", to: 2)
    try store.write { tx throws(StoreError) in
      try tx.enqueue("c", kind: .text, to: key(1), partBytesMax: 100, now: noon)
      try tx.forget(contact: key(1), now: noon)
      #expect(try tx.contactsInOutbox() == [key(2)])
    }
  }

  @Test func `reading continues behind the last message that was read`() throws {
    for number in 0..<5 { try enqueue("\(number)", to: 1) }
    try store.read { reader throws(StoreError) in
      let first = try reader.outbox(of: key(1), limit: 2)
      let second = try reader.outbox(of: key(1), after: first[1].id, limit: 2)
      #expect((first + second).map(\.text) == ["0", "1", "2", "3"])
    }
  }

  @Test func `nothing waits for an unknown contact`() throws {
    #expect(try enqueue("a", to: 9).isEmpty)
    #expect(try texts(9, in: store).isEmpty)
  }
}
