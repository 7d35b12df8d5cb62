import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine

/// The undo log of the contacts in memory.
@Suite struct `Contacts in memory` {
  private func online(_ contacts: LiveContacts) -> [Bool?] {
    (1...3).map { contacts[key($0)]?.isOnline }
  }

  @Test func `what a batch changed, made or removed is as it was before`() {
    var contacts = LiveContacts()
    contacts.beginBatch()
    contacts.change(key(1)) { $0.isOnline = true }
    contacts.change(key(2)) { $0.isOnline = true }
    contacts.beginBatch()
    contacts.change(key(1)) { $0.isOnline = false }
    contacts.change(key(3)) { $0.isOnline = true }
    contacts.remove(key(2))
    contacts.change(key(2)) { $0.isOnline = false }
    #expect(online(contacts) == [false, false, true])
    contacts.undoBatch()
    #expect(online(contacts) == [true, true, nil])
  }

  @Test func `a batch that went well is not undone with the next one`() {
    var contacts = LiveContacts()
    contacts.beginBatch()
    contacts.change(key(1)) { $0.isOnline = true }
    contacts.beginBatch()
    contacts.undoBatch()
    #expect(online(contacts) == [true, nil, nil])
  }

  private func answer(_ number: Int64) -> OutboxMessage {
    OutboxMessage(
      id: OutboxID(number), contact: key(1), kind: .text, text: "answer",
      createdAt: UnixMilliseconds(0))
  }

  @Test func `new answers wait behind those that wait already`() {
    var live = LiveContact()
    live.isOnline = true
    live.hasMore = false
    let first = live.handOverIfNext(answer(1))
    #expect(first)
    live.refused(OutboxID(1))
    let second = live.handOverIfNext(answer(2))
    #expect(!second && live.wantsMore && live.handedThrough == OutboxID(0))
  }
}
