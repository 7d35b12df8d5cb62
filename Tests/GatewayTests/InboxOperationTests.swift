import GatewayCore
import GatewayStore
import Synchronization
import Testing

@testable import Gateway

/// What people do with the inbox of a running bot.
@Suite struct InboxOperationTests {
  private func office() throws -> Office {
    let office = try Office(echo)
    try office.befriend(1)
    for (number, text) in ["one", "two", "three"].enumerated() {
      office.say(text, at: UInt32(number + 1))
    }
    return office
  }

  private func ask(_ office: Office, _ request: ApplicationRequest) -> Reply? {
    let reply = Mutex<Reply?>(nil)
    office.receive(.control(request) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  private func entries(
    _ office: Office, _ filter: InboxFilter = InboxFilter()
  ) throws -> [InboxEntry] {
    try office.store.read { reader throws(StoreError) in try reader.inbox(filter) }
  }

  @Test func `Several messages are labelled, closed and reopened at once`() throws {
    let office = try office()
    let numbers = try entries(office).map(\.id.rawValue)
    #expect(ask(office, .command(.inboxClose(messages: numbers + [999]))) == .changed(3))
    #expect(try entries(office, InboxFilter(status: .open)).isEmpty)
    #expect(ask(office, .command(.inboxReopen(messages: [numbers[0]]))) == .changed(1))
    #expect(try entries(office, InboxFilter(status: .open)).map(\.id.rawValue) == [numbers[0]])
    #expect(ask(office, .command(.inboxLabel(messages: numbers, label: "x"))) == .changed(3))
    #expect(try entries(office, InboxFilter(label: "x")).count == 3)
    #expect(
      ask(office, .command(.inboxClose(messages: [999])))
        == .failed("None of these is such a message of the inbox."))
  }

  @Test func `One request names so many messages at most`() throws {
    let office = try office()
    let numbers = Array(1...Int64(ApplicationRequest.messagesMax + 1))
    for request in [
      ApplicationRequest.command(.inboxErase(messages: numbers)),
      .command(.inboxClose(messages: numbers)), .command(.inboxMarkRead(messages: numbers)),
      .query(.answersUnderway(messages: numbers)),
    ] {
      guard case .failed(let sentence)? = ask(office, request) else {
        Issue.record("was carried out")
        continue
      }
      #expect(sentence.contains("at most 1000"))
    }
    #expect(try entries(office).count == 3)
  }

  @Test func `Several messages are erased with their answers, and none is left in a file`() throws {
    let office = try office()
    let numbers = try entries(office).map(\.id.rawValue)
    guard case .forgotten(let summary)? = ask(office, .command(.inboxErase(messages: numbers)))
    else {
      Issue.record("was not erased")
      return
    }
    #expect(summary.messages == 6)
    #expect(try entries(office).isEmpty && office.outbox().isEmpty)
  }

  @Test func `An answer waits, is sent, and is received`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    #expect(
      ask(office, .command(.send(ContactReference(hex(1)), text: "thanks", keep: true))) == .done)
    let answer = try #require(try entries(office).first)
    #expect(answer.delivery == .waiting)
    let request = ApplicationRequest.query(.answersUnderway(messages: [answer.id.rawValue]))
    #expect(ask(office, request) == .messages([]))

    office.receive(.online(key(1)))
    let sends = office.network.takeSends()
    for (number, send) in sends.enumerated() {
      office.receive(.sent(key(1), send.id, .success(position(UInt32(number + 1)))))
    }
    #expect(ask(office, request) == .messages([answer.id.rawValue]))

    office.receive(.receipt(key(1), through: position(UInt32(sends.count))))
    #expect(try entries(office).first?.delivery == .received)
    #expect(ask(office, request) == .messages([]))
  }

  @Test func `What was sent from the command line stands in the inbox`() throws {
    let office = try office()
    _ = ask(office, .command(.send(ContactReference(hex(1)), text: "an alert", keep: false)))
    let newest = try #require(try entries(office).first)
    #expect(newest.content == .plain("an alert") && newest.direction == .outbound)
  }

  @Test func `A conversation is found by codename, key, note and the number of a message`() throws {
    let office = try office()
    try office.befriend(2)
    _ = ask(office, .command(.contactNote(ContactReference(hex(1)), note: "the clerk")))
    let entry = try #require(try entries(office).first)
    func found(_ text: String) throws -> ContactKey? {
      try office.store.read { reader throws(StoreError) in
        try? reader.findConversation(ContactReference(text))
      }
    }
    for text in [entry.codename.text, hex(1), "the clerk", "\(entry.id.rawValue)"] {
      #expect(try found(text) == key(1), "\(text)")
    }
    #expect(try found("999") == nil)
    _ = ask(office, .command(.contactNote(ContactReference(hex(2)), note: "the clerk")))
    #expect(try found("the clerk") == nil, "two have it")
  }
}
