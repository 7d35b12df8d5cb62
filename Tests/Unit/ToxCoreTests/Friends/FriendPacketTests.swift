import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `What a contact says` {
  private let bench = FriendsBench()

  @Test func `before ONLINE only the session's own packets count`() throws {
    let contact = try bench.establishedContact()
    let packets: [any WireValue] = [
      Nickname([65]), StatusMessage([65]), UserStatusPacket(.busy), Typing(true),
      FileData([1], number: 0),
    ]
    for packet in packets { bench.says(packet, on: contact.session) }
    #expect(bench.said() == [] && bench.sent() == [])
    #expect(bench.context.drops[.notOnline] == 5)
  }

  @Test func `a message before ONLINE is dropped, and does not hold the stream up`() throws {
    let contact = try bench.establishedContact()
    bench.says(Message([65]), on: contact.session, number: 3)
    #expect(bench.said() == [.drop(contact.session, 3)])
  }

  @Test func `name, status message, status and typing become events`() throws {
    let contact = try bench.onlineContact()
    bench.says(Nickname(Array("Ada".utf8)), on: contact.session)
    bench.says(StatusMessage(Array("here".utf8)), on: contact.session)
    bench.says(UserStatusPacket(.away), on: contact.session)
    bench.says(Typing(true), on: contact.session)
    #expect(
      bench.events() == [
        .friendName(contact.id, Array("Ada".utf8)),
        .friendStatusMessage(contact.id, Array("here".utf8)),
        .friendStatus(contact.id, .away), .friendTyping(contact.id, true),
      ])
  }

  @Test func `a contact that changes its name without end is heard at times`() throws {
    let contact = try bench.onlineContact()
    let limit = bench.context.limits.friendNews
    for _ in 0..<1_000 { bench.says(Typing(true), on: contact.session) }
    for number in 0..<1_000 {
      bench.says(Nickname([UInt8(number % 26) + 65]), on: contact.session)
    }
    let told = limit.burst - 1  // Its ONLINE was the first.
    #expect(bench.events().count == told)
    #expect(bench.context.drops[.overLimit] == UInt64(2_000 - told))
    bench.now = .seconds(2)
    for _ in 0..<1_000 { bench.says(Typing(false), on: contact.session) }
    #expect(bench.events().count == 2 * limit.perSecond)
  }

  @Test func `a message is told with its place, and acknowledged when it was handled`() throws {
    let contact = try bench.onlineContact()
    let text = Array("hello".utf8)
    bench.says(Message(text), on: contact.session, number: 6)
    bench.says(Message(text, kind: .action), on: contact.session, number: 7)
    let first = StreamPosition(session: contact.session, number: 6)
    let second = StreamPosition(session: contact.session, number: 7)
    #expect(
      bench.said()
        == .init(events: [
          .message(contact.id, .text, text: text, tail: nil, at: first),
          .message(contact.id, .action, text: text, tail: nil, at: second),
        ]))
    bench.friends.consume(through: first, of: contact.id)
    #expect(bench.said() == [.consume(contact.session, through: 6)])
    bench.friends.consume(through: second, of: contact.id)
    #expect(bench.said() == [.consume(contact.session, through: 7)])
  }

  @Test func `an empty message is dropped`() throws {
    let contact = try bench.onlineContact()
    bench.says(Message([65]), on: contact.session, number: 6)
    _ = bench.events()
    bench.says([64], on: contact.session, number: 8)
    #expect(bench.said() == [.drop(contact.session, 8)])
    #expect(bench.context.drops[.malformed] == 1)
  }

  @Test func `a place in a session that is over consumes nothing`() throws {
    let contact = try bench.onlineContact()
    bench.says(Message([65]), on: contact.session, number: 6)
    let position = StreamPosition(session: contact.session, number: 6)
    bench.closed(contact.session, .kill)
    _ = bench.notices()
    bench.friends.consume(through: position, of: contact.id)
    #expect(bench.said() == [])
  }

  @Test func `other packets of groups, and unknown ids, are counted and ignored`() throws {
    let contact = try bench.onlineContact()
    for kind: UInt8 in [95, 96, 97, 98, 99, 100, 130, 160] {
      bench.says([kind, 1], on: contact.session)
    }
    #expect(bench.sent() == [] && bench.said() == [])
    #expect(bench.context.drops[.unsupported] == 8)
  }

  @Test func `what is not a packet is counted and ignored`() throws {
    let contact = try bench.onlineContact()
    bench.says([], on: contact.session)
    bench.says([24, 0], on: contact.session)
    bench.says([48] + [UInt8](repeating: 65, count: 129), on: contact.session)
    bench.says([50, 9], on: contact.session)
    #expect(bench.said() == [])
    #expect(bench.context.drops[.malformed] == 4)
  }

  @Test func `shared relays are kept`() throws {
    let contact = try bench.establishedContact()
    let relay = PackedNode(TransportEndpoint(.tcp, FriendsBench.home), bench.dhtKey())
    bench.says(ShareRelays([relay]), on: contact.session)
    let index = try #require(bench.friends.friends.index(of: contact.id))
    #expect(bench.friends.friends[index].sharedRelays == [relay])
  }

  @Test func `a request of a contact is a repetition`() throws {
    let contact = try bench.onlineContact()
    bench.says(
      FriendRequest(noSpam: FriendsBench.noSpam, message: [65]), on: contact.session)
    #expect(bench.said() == [])
    #expect(bench.context.drops[.duplicate] == 1)
  }

  @Test func `in a session that is none of ours nothing counts`() {
    bench.says(Online(), on: SessionID(77))
    bench.says(Message([65]), on: SessionID(77))
    #expect(bench.said() == [] && bench.sent() == [])
  }

  @Test func `arbitrary payloads never trap`() throws {
    let contact = try bench.onlineContact()
    var generator = SeededGenerator(seed: 5)
    for number in 0..<5_000 {
      let size = Int.random(in: 0...60, using: &generator)
      let payload = (0..<size).map { _ in UInt8.random(in: 0...110, using: &generator) }
      bench.says(payload, on: contact.session, number: UInt32(number))
    }
    _ = bench.notices()
    #expect(bench.context.drops.total > 0)
  }
}
