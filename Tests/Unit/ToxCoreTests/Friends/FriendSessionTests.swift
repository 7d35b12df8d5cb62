import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `A contact's session` {
  private let bench = FriendsBench()

  @Test func `when it stands ONLINE is sent at once, and nothing else before the contact's`() throws
  {
    let person = bench.person()
    let id = try bench.add(person)
    _ = bench.notices()
    let session = bench.incoming(from: person, bench.dhtKey())
    bench.established(session)
    #expect(bench.sent() == [.online])
    #expect(bench.notices().suffix(2) == [.stopOnionSearch(id), .restDHTSearch(id)])
    #expect(!bench.friends.isOnline(id))

    bench.says(Online(), on: session)
    #expect(
      bench.sent() == [
        .online, .nickname(Nickname(Array("Bot".utf8))), .statusMessage(StatusMessage([])),
        .userStatus(UserStatusPacket(.online)), .typing(Typing(false)),
      ])
    #expect(!bench.friends.isOnline(id))
    bench.arrived(session)
    #expect(bench.events().first == .friendOnline(id))
    #expect(bench.friends.isOnline(id))

    bench.says(Online(), on: session)
    #expect(bench.sent() == [] && bench.events() == [])
  }

  @Test func `where it came online is told once, so that it can be remembered`() throws {
    let contact = try bench.establishedContact()
    bench.says(Online(), on: contact.session)
    bench.arrived(contact.session)
    let home = Event.friendReachableAt(contact.id, contact.dhtKey, FriendsBench.home)
    #expect(bench.events() == [.friendOnline(contact.id), home])
    bench.friends.sessionMoved(contact.session, to: FriendsBench.home, &bench.context)
    #expect(bench.events() == [])
    bench.friends.sessionMoved(contact.session, to: FriendsBench.elsewhere, &bench.context)
    #expect(
      bench.events() == [
        .friendReachableAt(contact.id, contact.dhtKey, FriendsBench.elsewhere)
      ])
  }

  @Test func `ALIVE leaves every 8 s, for all contacts at one time`() throws {
    bench.advance(to: .milliseconds(3_000))
    let first = try bench.onlineContact()
    bench.advance(to: .milliseconds(5_500))
    let second = try bench.onlineContact()
    bench.advance(to: .milliseconds(7_999))
    #expect(bench.sent() == [])
    bench.advance(to: .seconds(8))
    #expect(bench.sent() == [.alive, .alive])
    for time in [15, 23, 31] {
      bench.advance(to: .seconds(Int64(time)))
      #expect(bench.sent() == [])
      bench.says(Alive(), on: first.session)
      bench.says(Alive(), on: second.session)
      bench.advance(to: .seconds(Int64(time + 1)))
      #expect(bench.sent() == [.alive, .alive])
    }
    #expect(bench.events() == [])
  }

  @Test func `32 s without ALIVE end it, whatever else comes`() throws {
    let contact = try bench.onlineContact()
    bench.advance(to: .seconds(10))
    bench.says(Alive(), on: contact.session)
    bench.advance(to: .seconds(41))
    bench.says(Message([65]), on: contact.session)
    #expect(bench.events().count == 1)
    bench.advance(to: .milliseconds(41_999))
    #expect(bench.said() == [])
    bench.advance(to: .seconds(42))
    let said = bench.said()
    #expect(said.events == [.friendOffline(contact.id)])
    #expect(
      Array(said.notices.prefix(3)) == [
        .closeSession(contact.session), .resumeDHTSearch(contact.id),
        .searchOnion(contact.id, contact.person.publicKey, isAwaited: true),
      ])
    #expect(
      said.notices.last
        == .openSession(
          contact.id, contact.person.publicKey, contact.dhtKey, FriendsBench.home))
  }

  @Test func `one that stood for a while is opened again at once when it ends`() throws {
    let contact = try bench.onlineContact()
    bench.advance(to: .seconds(20))
    bench.closed(contact.session, .kill)
    #expect(
      bench.said()
        == .init(
          [
            .resumeDHTSearch(contact.id),
            .searchOnion(contact.id, contact.person.publicKey, isAwaited: true),
            .openSession(
              contact.id, contact.person.publicKey, contact.dhtKey, FriendsBench.home),
          ], events: [.friendOffline(contact.id)]))
  }

  @Test func `after a failure the pauses are 2, 4, 8 … 64 s`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    var noReplay: UInt64 = 1
    for pause in [2, 4, 8, 16, 32, 64, 64] {
      _ = bench.notices()
      bench.closed(bench.sessionOpened, .timedOut)
      let end = bench.now.monotonic.nanoseconds / 1_000_000_000 + Int64(pause)
      noReplay += 1
      bench.dhtKeyPacket(from: person, key, noReplay: noReplay)
      bench.advance(to: .milliseconds(end * 1_000 - 1))
      #expect(!bench.notices().contains { if case .openSession = $0 { true } else { false } })
      bench.advance(to: .seconds(end))
      #expect(
        bench.notices().last == .openSession(id, person.publicKey, key, FriendsBench.home))
    }
  }

  @Test func `a new address ends the pause`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    _ = bench.notices()
    bench.closed(bench.sessionOpened, .timedOut)
    bench.dhtFinds(id, key)
    #expect(bench.said() == [])
    bench.dhtFinds(id, key, at: FriendsBench.elsewhere)
    #expect(
      bench.said() == [.openSession(id, person.publicKey, key, FriendsBench.elsewhere)])
  }

  @Test func `one that falls over at once is not opened in circles`() throws {
    let contact = try bench.onlineContact()
    bench.closed(contact.session, .kill)
    #expect(!bench.notices().contains { if case .openSession = $0 { true } else { false } })
    bench.advance(to: .milliseconds(2_060))
    #expect(
      bench.notices().last
        == .openSession(
          contact.id, contact.person.publicKey, contact.dhtKey, FriendsBench.home))
  }

  @Test func `when another takes its place none of ours is opened`() throws {
    let contact = try bench.onlineContact()
    bench.advance(to: .seconds(20))
    bench.closed(contact.session, .replaced)
    #expect(
      bench.said()
        == .init(
          [
            .resumeDHTSearch(contact.id),
            .searchOnion(contact.id, contact.person.publicKey, isAwaited: true),
          ],
          events: [.friendOffline(contact.id)]))
    let key = bench.dhtKey()
    let session = bench.incoming(from: contact.person, key)
    #expect(
      bench.said() == [.stopDHTSearch(contact.id), .searchDHT(contact.id, key, hints: [])])
    _ = bench.sent()
    bench.established(session)
    #expect(bench.sent() == [.online])
  }

  @Test func `its end lets the contact's numbers start anew`() throws {
    let contact = try bench.establishedContact()
    bench.dhtKeyPacket(from: contact.person, contact.dhtKey, noReplay: 5_000)
    bench.advance(to: .seconds(20))
    bench.closed(contact.session, .kill)
    _ = bench.notices()
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: contact.person, key, noReplay: 10)
    #expect(bench.notices().contains(.searchDHT(contact.id, key, hints: [])))
  }

  @Test func `after OFFLINE it stays, and ONLINE brings the contact back`() throws {
    let contact = try bench.onlineContact()
    bench.says(Offline(), on: contact.session)
    #expect(bench.said() == .init(events: [.friendOffline(contact.id)]))
    bench.advance(to: .seconds(8))
    #expect(bench.sent() == [.alive])
    bench.says(Online(), on: contact.session)
    #expect(bench.sent().first == .online)
    bench.arrived(contact.session)
    #expect(bench.events() == [.friendOnline(contact.id)])
  }

  @Test func `the address of a handshake is neither remembered nor tried again`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let session = bench.incoming(from: person, bench.dhtKey())
    bench.established(session)
    bench.says(Online(), on: session)
    bench.arrived(session)
    #expect(bench.events() == [.friendOnline(id)])
    bench.advance(to: .seconds(20))
    bench.says(Alive(), on: session)
    bench.closed(session, .kill)
    bench.advance(to: .seconds(60))
    #expect(!bench.notices().contains { if case .openSession = $0 { true } else { false } })
  }

  @Test func `where it may not say ONLINE once more it is closed, and acknowledges nothing`() throws
  {
    let contact = try bench.onlineContact()
    for number in 0..<80 { bench.says(Typing(number % 2 == 0), on: contact.session) }
    bench.says(Offline(), on: contact.session)
    _ = bench.notices()
    bench.says(Online(), on: contact.session)
    bench.says(Message([65]), on: contact.session, number: 90)
    let notices = bench.notices()
    #expect(notices.contains(.closeSession(contact.session)))
    #expect(!notices.contains { if case .consume = $0 { true } else { false } })
  }

  @Test func `what it holds back is no silence`() throws {
    let contact = try bench.onlineContact()
    bench.sessions.isStalled = true
    for second in stride(from: 4, through: 120, by: 4) {
      bench.sessions.heardAt = bench.now.monotonic
      bench.advance(to: .seconds(Int64(second)))
    }
    #expect(bench.friends.isOnline(contact.id))
    bench.advance(to: .seconds(170))
    #expect(!bench.friends.isOnline(contact.id))
  }

  @Test func `found elsewhere, it learns one more address`() throws {
    let contact = try bench.onlineContact()
    bench.dhtFinds(contact.id, contact.dhtKey, at: FriendsBench.elsewhere)
    #expect(
      bench.said() == [
        .setEndpoint(contact.session, FriendsBench.elsewhere)
      ])
  }

  @Test func `nothing of the search goes on while it stands`() throws {
    let contact = try bench.establishedContact()
    bench.onionFinds(contact.id)
    for second in stride(from: 8, through: 200, by: 8) {
      bench.says(Alive(), on: contact.session)
      bench.advance(to: .seconds(Int64(second)))
    }
    #expect(bench.said() == [])
  }

  @Test func `a stranger's is closed`() throws {
    let stranger = bench.person()
    let session = bench.incoming(from: stranger, bench.dhtKey())
    #expect(bench.said() == [.closeSession(session)])
    #expect(!bench.friends.isContact(stranger.publicKey))
    #expect(bench.context.drops[.notAContact] == 1)
    bench.established(session)
    #expect(bench.sent() == [])
  }

  @Test func `the contact's handshake takes the place of ours`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    _ = bench.notices()
    let ours = bench.sessionOpened
    let theirs = bench.incoming(from: person, key)
    #expect(bench.said() == [.closeSession(ours)])
    bench.established(theirs)
    #expect(bench.sent() == [.online])
  }

  @Test func `the contact's handshake may come before the answer to our wish to open`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    _ = bench.notices()
    bench.dhtFinds(id, key)
    let session = bench.incoming(from: person, key)
    bench.friends.sessionOpened(session, for: id, &bench.context)
    var notices: [FriendNotice] = []
    while let notice = bench.friends.nextNotice() { notices.append(notice) }
    #expect(notices == [.openSession(id, person.publicKey, key, FriendsBench.home)])
    bench.established(session)
    #expect(bench.sent() == [.online])
  }

  @Test func `or behind it, under the same id`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    _ = bench.notices()
    bench.friends.sessionIncoming(
      bench.sessionOpened, from: person.publicKey, dhtKey: key, isRelayed: false, &bench.context)
    #expect(bench.said() == [])
    bench.established(bench.sessionOpened)
    #expect(bench.sent() == [.online])
  }

  @Test func `one that can't be opened counts as a failure`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    while bench.friends.nextNotice() != nil {}
    bench.friends.sessionOpened(nil, for: id, &bench.context)
    bench.advance(to: .milliseconds(1_999))
    #expect(bench.friends.nextNotice() == nil)
    bench.advance(to: .seconds(2))
    #expect(bench.notices().contains(.openSession(id, person.publicKey, key, FriendsBench.home)))
  }

  @Test func `one for a contact that is gone is closed`() throws {
    let person = bench.person()
    let id = try bench.add(person)
    let key = bench.dhtKey()
    bench.dhtKeyPacket(from: person, key, noReplay: 1)
    bench.dhtFinds(id, key)
    bench.friends.remove(id, sessions: &bench.sessions, &bench.context)
    #expect(bench.notices().last == .closeSession(bench.sessionOpened))
  }
}
