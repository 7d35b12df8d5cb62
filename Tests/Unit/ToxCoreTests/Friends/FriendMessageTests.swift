import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Messages to a contact` {
  private let bench = FriendsBench()

  @Test func `a message has 1 to 1372 bytes`() throws {
    let contact = try bench.onlineContact()
    #expect(throws: SendError.empty) { try bench.send("", to: contact.id) }
    let longest = String(repeating: "a", count: 1372)
    _ = try bench.send(longest, to: contact.id)
    #expect(bench.sent() == [.message(Message(Array(longest.utf8)))])
    #expect(throws: SendError.tooLong) { try bench.send(longest + "a", to: contact.id) }
  }

  @Test func `it goes to a contact that is online, and to none else`() throws {
    let waiting = try bench.establishedContact()
    #expect(throws: SendError.offline) { try bench.send("hi", to: waiting.id) }
    #expect(throws: SendError.noSuchFriend) { try bench.send("hi", to: FriendID(99)) }
    let contact = try bench.onlineContact()
    bench.sessions.refusal = .queueFull
    #expect(throws: SendError.queueFull) { try bench.send("hi", to: contact.id) }
    bench.sessions.refusal = .noSession
    #expect(throws: SendError.offline) { try bench.send("hi", to: contact.id) }
  }

  @Test func `a receipt names the last message that was acknowledged`() throws {
    let contact = try bench.onlineContact()
    let first = try bench.send("one", to: contact.id)
    let second = try bench.send("two", to: contact.id)
    _ = try bench.send("three", to: contact.id)
    bench.friends.sessionAcknowledged(contact.session, through: first.number &- 1, &bench.context)
    #expect(bench.events() == [])
    bench.friends.sessionAcknowledged(contact.session, through: second.number, &bench.context)
    #expect(bench.events() == [.receipt(contact.id, through: second)])
    bench.friends.sessionAcknowledged(contact.session, through: second.number, &bench.context)
    #expect(bench.events() == [])
  }

  @Test func `receipts survive the wrap of the packet numbers`() throws {
    let contact = try bench.onlineContact()
    bench.sessions.numberNext = .max
    let last = try bench.send("last", to: contact.id)
    let next = try bench.send("next", to: contact.id)
    #expect(last.number == .max && next.number == 0)
    bench.friends.sessionAcknowledged(contact.session, through: .max, &bench.context)
    #expect(bench.events() == [.receipt(contact.id, through: last)])
    bench.friends.sessionAcknowledged(contact.session, through: 5, &bench.context)
    #expect(bench.events() == [.receipt(contact.id, through: next)])
  }

  @Test func `what is not acknowledged when the contact leaves never is`() throws {
    let contact = try bench.onlineContact()
    let position = try bench.send("one", to: contact.id)
    bench.says(Offline(), on: contact.session)
    _ = bench.events()
    bench.friends.sessionAcknowledged(contact.session, through: position.number, &bench.context)
    #expect(bench.events() == [])
  }
}

@Suite struct `What contacts are told of us` {
  private let bench = FriendsBench()

  @Test func `a new name goes to the contacts that are online`() throws {
    let online = try bench.onlineContact()
    _ = try bench.establishedContact()
    try bench.friends.setName(Array("Gate".utf8), sessions: &bench.sessions, &bench.context)
    #expect(bench.sessions.sent.map(\.session) == [online.session])
    #expect(bench.sent() == [.nickname(Nickname(Array("Gate".utf8)))])
  }

  @Test func `the others hear it when they come`() throws {
    let contact = try bench.establishedContact()
    let line = StatusMessage(Array("ask me".utf8))
    try bench.friends.setStatusMessage(line.text, sessions: &bench.sessions, &bench.context)
    bench.friends.setStatus(.busy, sessions: &bench.sessions, &bench.context)
    #expect(bench.sent() == [])
    bench.says(Online(), on: contact.session)
    let sent = bench.sent()
    #expect(sent.contains(.statusMessage(line)))
    #expect(sent.contains(.userStatus(UserStatusPacket(.busy))))
  }

  @Test func `a name over 128 and a status message over 1007 bytes are refused`() throws {
    let name = [UInt8](repeating: 65, count: 129)
    #expect(throws: ProfileError.tooLong) {
      try bench.friends.setName(name, sessions: &bench.sessions, &bench.context)
    }
    let text = [UInt8](repeating: 65, count: 1008)
    #expect(throws: ProfileError.tooLong) {
      try bench.friends.setStatusMessage(text, sessions: &bench.sessions, &bench.context)
    }
    #expect(bench.friends.profile.name == Array("Bot".utf8))
  }

  @Test func `typing is told when it changes, and starts anew with each coming`() throws {
    let contact = try bench.onlineContact()
    func type(_ isTyping: Bool) {
      bench.friends.setTyping(isTyping, to: contact.id, sessions: &bench.sessions, &bench.context)
    }
    type(false)
    #expect(bench.sent() == [])
    type(true)
    type(true)
    #expect(bench.sent() == [.typing(Typing(true))])
    bench.says(Offline(), on: contact.session)
    type(false)
    #expect(bench.sent() == [])
    bench.says(Online(), on: contact.session)
    #expect(bench.sent().last == .typing(Typing(false)))
    bench.arrived(contact.session)
    type(true)
    #expect(bench.sent() == [.typing(Typing(true))])
  }
}
