import Testing
import ToxWire

@testable import ToxCore

@Suite struct `A contact that arrives` {
  private let bench = FriendsBench()

  private func message(_ number: UInt32, of contact: Contact) -> Event {
    .message(
      contact.id, .text, text: [UInt8(number)], tail: nil,
      at: StreamPosition(session: contact.session, number: number))
  }

  private typealias Contact = (id: FriendID, session: SessionID)

  /// It has said ONLINE and has ours; the owner knows nothing.
  private func arriving() throws -> Contact {
    let contact = try bench.establishedContact()
    bench.says(Online(), on: contact.session)
    bench.friends.noteGreeted(
      contact.session, through: bench.sessions.numberNext &- 1, &bench.context)
    _ = bench.sent()
    return (contact.id, contact.session)
  }

  private func says(_ number: UInt32, _ contact: Contact) {
    bench.says(Message([UInt8(number)]), on: contact.session, number: number)
  }

  @Test func `it is told together with what it says, 60 ms after the last of it`() throws {
    let contact = try arriving()
    bench.says(Nickname([65]), on: contact.session)
    for number in 1...10 {
      bench.advance(to: .milliseconds(Int64(number) * 50))
      says(UInt32(number), contact)
    }
    bench.advance(to: .milliseconds(559))
    #expect(bench.events() == [])
    bench.advance(to: .milliseconds(560))
    let told = bench.events().filter { if case .friendReachableAt = $0 { false } else { true } }
    #expect(
      told == [.friendOnline(contact.id), .friendName(contact.id, [65])]
        + (1...10).map { message($0, of: contact) })
    says(11, contact)
    #expect(bench.events() == [message(11, of: contact)])
  }

  @Test func `one that does not stop talking is told after a second`() throws {
    let contact = try arriving()
    for number in 1...19 {
      bench.advance(to: .milliseconds(Int64(number) * 50))
      says(UInt32(number), contact)
    }
    bench.advance(to: .milliseconds(999))
    #expect(bench.events() == [])
    bench.advance(to: .milliseconds(1_000))
    #expect(bench.events().count == 21)
  }

  @Test func `its talk begins when it has our ONLINE, which may take a second at most`() throws {
    let contact = try bench.establishedContact()
    bench.says(Online(), on: contact.session)
    bench.advance(to: .milliseconds(300))
    #expect(bench.events() == [])
    bench.arrived(contact.session)
    #expect(bench.events().contains(.friendOnline(contact.id)))

    let silent = try bench.establishedContact()
    bench.says(Online(), on: silent.session)
    bench.advance(to: .milliseconds(1_359))
    #expect(bench.events() == [])
    bench.advance(to: .milliseconds(1_360))
    #expect(bench.events().contains(.friendOnline(silent.id)))
  }

  @Test func `until it is told, nothing it said is acknowledged and nothing is said to it`() throws
  {
    let contact = try arriving()
    says(1, contact)
    #expect(throws: SendError.offline) { try bench.send("hi", to: contact.id) }
    let position = StreamPosition(session: contact.session, number: 1)
    #expect(bench.said() == [])
    bench.advance(to: .milliseconds(60))
    _ = bench.events()
    bench.friends.consume(through: position, of: contact.id)
    #expect(bench.said() == [.consume(contact.session, through: 1)])
  }

  @Test func `our name reaches it as it is when it is told`() throws {
    let contact = try arriving()
    try bench.friends.setName([66], sessions: &bench.sessions, &bench.context)
    #expect(bench.sent() == [.nickname(Nickname([66]))])
    bench.advance(to: .milliseconds(60))
    #expect(bench.friends.isOnline(contact.id))
  }

  @Test func `a session that ends meanwhile was never there, and nothing of it is acknowledged`()
    throws
  {
    let contact = try arriving()
    says(1, contact)
    bench.closed(contact.session, .kill)
    bench.advance(to: .seconds(1))
    let said = bench.said()
    #expect(said.events == [])
    #expect(!said.notices.contains { if case .consume = $0 { true } else { false } })
  }

  @Test func `OFFLINE during it tells all at once, and then that it went`() throws {
    let contact = try arriving()
    says(1, contact)
    bench.says(Offline(), on: contact.session)
    let told = bench.events().filter { if case .friendReachableAt = $0 { false } else { true } }
    #expect(
      told == [.friendOnline(contact.id), message(1, of: contact), .friendOffline(contact.id)])
    bench.advance(to: .milliseconds(60))
    #expect(bench.events() == [])
  }

  @Test func `removed meanwhile, nothing of it is told`() throws {
    let removed = try arriving()
    says(1, removed)
    bench.friends.remove(removed.id, sessions: &bench.sessions, &bench.context)
    bench.advance(to: .seconds(1))
    #expect(bench.events() == [])
  }
}
