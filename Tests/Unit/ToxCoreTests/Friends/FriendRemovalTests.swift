import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Parting from a contact` {
  private let bench = FriendsBench()

  @Test func `a removed contact is told, and then forgotten`() throws {
    let contact = try bench.onlineContact()
    bench.friends.remove(contact.id, sessions: &bench.sessions, &bench.context)
    #expect(bench.sent() == [.offline])
    #expect(
      bench.said()
        == .init(
          [.closeSession(contact.session), .stopDHTSearch(contact.id)],
          events: [.friendOffline(contact.id)]))
    #expect(!bench.friends.isContact(contact.person.publicKey))
    #expect(bench.friends.key(of: contact.id) == nil)
    #expect(bench.context.timers.next() == nil)
    bench.says(Message([65]), on: contact.session)
    bench.closed(contact.session, .local)
    #expect(bench.said() == [])
  }

  @Test func `one that was looked for is looked for no longer`() throws {
    let person = bench.person()
    let id = try bench.add(person, request: "hello")
    bench.onionFinds(id)
    bench.dhtKeyPacket(from: person, bench.dhtKey(), noReplay: 1)
    _ = bench.notices()
    bench.friends.remove(id, sessions: &bench.sessions, &bench.context)
    #expect(bench.said() == [.stopOnionSearch(id), .stopDHTSearch(id)])
    #expect(bench.context.timers.next() == nil)
  }

  @Test func `an id is not used again`() throws {
    let person = bench.person()
    let first = try bench.add(person)
    let second = try bench.add(bench.person())
    bench.friends.remove(first, sessions: &bench.sessions, &bench.context)
    let third = try bench.add(person)
    #expect(first < second && second < third)
    #expect(bench.friends.id(of: person.publicKey) == third)
    #expect(bench.friends.key(of: third) == person.publicKey)
    #expect(bench.friends.key(of: first) == nil)
  }

  @Test func `at the end every session is closed, in order, and none is opened`() throws {
    let first = try bench.onlineContact()
    let second = try bench.establishedContact()
    try bench.add(bench.person())
    _ = bench.notices()
    bench.friends.closeAll(&bench.context)
    let closed = bench.notices().compactMap {
      if case .closeSession(let session) = $0 { session } else { nil }
    }
    #expect(closed == [first.session, second.session])
    bench.closed(first.session, .local)
    bench.closed(second.session, .local)
    #expect(bench.said() == [])
    #expect(bench.context.timers.next() == nil)
  }
}
