import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Messages with a tail` {
  private let bench = FriendsBench()
  private let tail = MessageTail(id: Bytes32(words: (1, 2, 3, 4)), time: 5)

  @Test func `the owner is told the text without its tail, and the tail`() throws {
    let contact = try bench.onlineContact()
    bench.says(Message([65, 66], tail: tail), on: contact.session, number: 6)
    let position = StreamPosition(session: contact.session, number: 6)
    #expect(
      bench.events()
        == [.message(contact.id, .text, text: [65, 66], tail: tail, at: position)])
  }

  @Test func `it is acknowledged to a contact that is online`() throws {
    let contact = try bench.onlineContact()
    bench.friends.acknowledge(tail, to: contact.id, sessions: &bench.sessions, &bench.context)
    #expect(bench.sent() == [.messageAcknowledgement(MessageAcknowledgement(tail))])
    bench.says(Offline(), on: contact.session)
    bench.friends.acknowledge(tail, to: contact.id, sessions: &bench.sessions, &bench.context)
    #expect(bench.sent() == [])
  }

  @Test func `ours are sent with their tail, of up to 1334 bytes`() throws {
    let contact = try bench.onlineContact()
    let longest = String(repeating: "a", count: 1334)
    _ = try bench.send(longest, tail: tail, to: contact.id)
    #expect(bench.sent() == [.message(Message(Array(longest.utf8), tail: tail))])
    #expect(throws: SendError.tooLong) {
      try bench.send(longest + "a", tail: tail, to: contact.id)
    }
  }

  @Test func `as many acknowledgements are heard as messages were sent with a tail`() throws {
    let contact = try bench.onlineContact()
    let acknowledgement = MessageAcknowledgement(tail)
    bench.says(acknowledgement, on: contact.session)
    #expect(bench.events() == [])
    #expect(bench.context.drops[.unsolicited] == 1)
    _ = try bench.send("one", tail: tail, to: contact.id)
    _ = try bench.send("plain", to: contact.id)
    bench.says(acknowledgement, on: contact.session)
    bench.says(acknowledgement, on: contact.session)
    #expect(bench.events() == [.messageAcknowledged(contact.id, tailID: tail.id)])
    #expect(bench.context.drops[.unsolicited] == 2)
  }

  @Test func `what a client can do is read quietly, before ONLINE and behind it`() throws {
    let capabilities = Capabilities(bits: 1 << 63 | 0b1011)
    let waiting = try bench.establishedContact()
    bench.says(capabilities, on: waiting.session)
    #expect(bench.events() == [])
    #expect(throws: SendError.offline) { try bench.send("hi", to: waiting.id) }
    let contact = try bench.onlineContact()
    bench.says(capabilities, on: contact.session)
    #expect(bench.events() == [])
    #expect(bench.context.drops.total == 0)
  }

  @Test func `a request of 1016 bytes reaches the owner`() throws {
    let key = bench.person().publicKey
    let text = [UInt8](repeating: 65, count: FriendRequest.receivedMessageSizeLimit)
    let request = try OnionFriendRequest(
      decoding: [OnionFriendRequest.id, 1, 2, 3, 4] + text)
    bench.friends.receive(request, from: key, &bench.context)
    #expect(bench.events() == [.friendRequest(from: key, message: text)])
  }
}
