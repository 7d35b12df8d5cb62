import GatewayCore
import GatewayStore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine

/// Operations on the inbox of a running bot.
@Suite struct `The inbox of a running bot` {
  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(echo)
    try bench.befriend(1)
    for (number, text) in ["one", "two", "three"].enumerated() {
      bench.say(text, at: UInt32(number + 1))
    }
    return bench
  }

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) -> Reply? {
    let reply = Mutex<Reply?>(nil)
    bench.receive(.control(request) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  private func entries(
    _ bench: WorkerBench, _ filter: InboxFilter = InboxFilter()
  ) throws -> [Item] {
    try bench.store.read { reader throws(StoreError) in try reader.inbox(filter) }
  }

  @Test func `several messages are labelled, closed and reopened at once`() throws {
    let bench = try bench()
    let numbers = try entries(bench).map(\.id.rawValue)
    #expect(ask(bench, .command(.inboxClose(messages: numbers + [999]))) == .changed(3))
    #expect(try entries(bench, InboxFilter(status: .open)).isEmpty)
    #expect(ask(bench, .command(.inboxReopen(messages: [numbers[0]]))) == .changed(1))
    #expect(try entries(bench, InboxFilter(status: .open)).map(\.id.rawValue) == [numbers[0]])
    #expect(ask(bench, .command(.inboxLabel(messages: numbers, label: "x"))) == .changed(3))
    #expect(try entries(bench, InboxFilter(label: "x")).count == 3)
    let long = String(repeating: "x", count: 257)
    #expect(
      ask(bench, .command(.inboxLabel(messages: numbers, label: long)))
        == .failed("A label of messages has at most 256 bytes.", .invalid))
    #expect(
      ask(bench, .command(.inboxLabel(messages: numbers, label: String(long.dropLast()))))
        == .changed(3))
    #expect(
      ask(bench, .command(.inboxClose(messages: [999])))
        == .failed("None of these is such a message of the inbox.", .absent, .noMessage))
  }

  @Test func `one request names so many messages at most`() throws {
    let bench = try bench()
    let numbers = Array(1...Int64(ApplicationRequest.messagesMax + 1))
    for request in [
      ApplicationRequest.command(.inboxErase(messages: numbers)),
      .command(.inboxClose(messages: numbers)), .command(.inboxMarkRead(messages: numbers)),
      .query(.answersUnderway(messages: numbers)),
    ] {
      guard case .failed(let sentence, _, _)? = ask(bench, request) else {
        Issue.record("was carried out")
        continue
      }
      #expect(sentence.contains("at most 1000"))
    }
    #expect(try entries(bench).count == 3)
  }

  @Test func `several messages are erased with their answers, and none is left in a file`() throws {
    let bench = try bench()
    let numbers = try entries(bench).map(\.id.rawValue)
    guard case .forgotten(let summary)? = ask(bench, .command(.inboxErase(messages: numbers)))
    else {
      Issue.record("was not erased")
      return
    }
    #expect(summary.messages == 6)
    #expect(try entries(bench).isEmpty && bench.outbox().isEmpty)
  }

  @Test func `an answer waits, is sent, and is received`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    let sent = ask(bench, .command(.send(ContactReference(hex(1)), text: "thanks", keep: true)))
    let answer = try #require(try entries(bench).first)
    #expect(sent == .queued(answer.id.rawValue))
    #expect(answer.delivery == .waiting)
    let request = ApplicationRequest.query(.answersUnderway(messages: [answer.id.rawValue]))
    #expect(ask(bench, request) == .messages([]))

    bench.receive(.online(key(1)))
    let sends = bench.network.takeSends()
    for (number, send) in sends.enumerated() {
      bench.receive(.sent(key(1), send.id, .success(position(UInt32(number + 1)))))
    }
    #expect(ask(bench, request) == .messages([answer.id.rawValue]))

    bench.receive(.receipt(key(1), through: position(UInt32(sends.count))))
    #expect(try entries(bench).first?.delivery == .received)
    #expect(ask(bench, request) == .messages([]))
  }

  @Test func `what was sent from the command line stands in the inbox`() throws {
    let bench = try bench()
    _ = ask(bench, .command(.send(ContactReference(hex(1)), text: "an alert", keep: false)))
    let newest = try #require(try entries(bench).first)
    #expect(newest.content == .plain("an alert") && newest.direction == .outbound)
  }

  @Test func `a conversation is found by codename, key, note and the number of a message`() throws {
    let bench = try bench()
    try bench.befriend(2)
    _ = ask(bench, .command(.contactNote(ContactReference(hex(1)), note: "the clerk")))
    let entry = try #require(try entries(bench).first)
    func found(_ text: String) throws -> ContactKey? {
      try bench.store.read { reader throws(StoreError) in
        try? reader.findConversation(ContactReference(text))
      }
    }
    for text in [entry.conversation.codename.text, hex(1), "the clerk", "\(entry.id.rawValue)"] {
      #expect(try found(text) == key(1), "\(text)")
    }
    #expect(try found("999") == nil)
    _ = ask(bench, .command(.contactNote(ContactReference(hex(2)), note: "the clerk")))
    #expect(try found("the clerk") == nil, "two have it")
  }
}
