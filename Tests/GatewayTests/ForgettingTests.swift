import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayStore

/// What commands, rules and the bot's own times make it forget.
@Suite struct ForgettingTests {
  private static let contacts = "contacts { accept = \"everyone\" }\n"
  private static let rules = """
    webhook "desk" { url = secret "DESK" }
    on("message", function(message)
      if message.text:find("fail") then error("failed as written") end
      message:keep() message:reply("re " .. message.text) message:forward("desk")
      message.contact:set("last", "value of " .. message.text)
      if message.text == "go away" then message.contact:remove() end
    end)
    """

  /// The same for a bot that may not keep.
  private static let kept = rules.replacing("message:keep() ", with: "")

  private func office(_ declarations: String = contacts) throws -> Office {
    let office = try Office(declarations + Self.rules)
    try office.befriend(1)
    try office.befriend(2)
    office.web.answer(.unreachable("down"))
    return office
  }

  private func ask(_ office: Office, _ request: ApplicationRequest) -> Reply? {
    let answer = Answer()
    office.receive(.control(request) { answer.set($0) })
    return answer.value
  }

  @Test func `A removed contact is in no file, and the reply tells what was owed`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    office.say("whisper-a", by: 1)
    office.say("whisper-b fail", by: 1, at: 2)
    office.say("whisper-c", by: 1, at: 3)
    office.say("other", by: 2)
    #expect(try office.filesHold("whisper-"))
    let reply = ask(office, .command(.contactRemove(ContactReference(hex(1)))))
    let summary = ForgottenSummary(
      contacts: 1, messages: 5, droppedAnswers: 2, deliveries: 2, droppedDeliveries: 2)
    #expect(reply == .forgotten(summary))
    #expect(try !office.filesHold("whisper-"))
    #expect(try office.inbox() == ["other"])
    #expect(office.network.takeWords().contains("remove 1"))
    let sent = office.web.bodies.count
    office.wait(seconds: 7_200)
    #expect(office.web.bodies.dropFirst(sent).allSatisfy { $0.contains("other") })
  }

  @Test func `A contact that a rule removes is forgotten with what the same rule asked for`() throws
  {
    let office = try office()
    office.say("whisper", by: 1)
    office.say("go away", by: 1, at: 2)
    #expect(try !office.filesHold("whisper") && !office.filesHold("go away"))
    let log = office.reports.lines("log").joined()
    #expect(log.contains("2 waiting answers and 2 owed deliveries were dropped"))
  }

  @Test func `An erased message takes its answer and its failure along, and who waits is told`()
    throws
  {
    let office = try office()
    office.receive(.offline(key(1)))
    office.say("whisper", by: 1)
    office.say("other", by: 1, at: 2)
    office.say("fail now", by: 1, at: 3)
    let numbers = try office.numbers()
    let summary = ForgottenSummary(
      messages: 2, droppedAnswers: 1, deliveries: 1, droppedDeliveries: 1)
    #expect(ask(office, .command(.inboxErase(messages: [numbers[0]]))) == .forgotten(summary))
    #expect(try office.filesHold("failed as written"))
    _ = ask(office, .command(.inboxErase(messages: [numbers[2]])))
    #expect(try office.inbox() == ["other"])
    #expect(try office.outbox() == ["re other"])
    // What the rule itself stored is the rule's own.
    #expect(try !office.filesHold("re whisper") && !office.filesHold("failed as"))

    let waiter = Answer()
    office.receive(
      .control(.command(.send(ContactReference(hex(1)), text: "wait", keep: false))) {
        waiter.set($0)
      })
    #expect(waiter.value == nil)
    _ = ask(office, .command(.contactRemove(ContactReference(hex(1)))))
    #expect(waiter.value == .failed("The contact was let go before it had the message."))
  }

  @Test func `A person without rules keeps as long as was set`() throws {
    let office = try Office(nil, ownKeep: .seconds(1_800))
    try office.befriend(1)
    office.say("whisper")
    #expect(try office.inbox() == ["whisper"])
    office.wait(seconds: 3_601)
    #expect(try office.inbox() == [])
    #expect(try !office.filesHold("whisper"))
  }

  @Test func `After a restart nothing is left that is older than the bot keeps`() throws {
    // What a rule itself stores stays: it is left out here.
    let rules = Self.contacts + Self.rules.replacing("message.contact:set", with: "tostring")
    let office = try Office(rules)
    try office.befriend(1)
    office.receive(.contactRequest(key(3), text: "request-whisper"))
    office.receive(.offline(key(1)))
    office.say("whisper", by: 1)
    office.say("whisper fail", by: 1, at: 2)
    #expect(try office.filesHold("re whisper") && office.filesHold("request-whisper"))
    let again = try office.restarted("inbox { keep = \"30m\" }\n" + rules)
    again.clock.advance(seconds: 3_600)
    again.receive(.online(key(2)))
    // The hour in which it was off is believed when the clock has held for one.
    again.wait(seconds: 3_600)
    #expect(try !again.filesHold("re whisper") && !again.filesHold("request-whisper"))
    #expect(try !again.filesHold("failed as") && again.inbox() == [] && again.outbox() == [])
    #expect(
      again.reports.lines("log").joined().contains("2 waiting answers and 0 owed deliveries"))
  }

  @Test func `A contact not seen for long is forgotten; one that is online, or is back, is not`()
    throws
  {
    let office = try office("contacts { accept = \"everyone\", forget = \"10d\" }\n")
    office.say("whisper", by: 1)
    office.receive(.offline(key(1)))
    office.wait(seconds: 9 * 86_400)
    _ = office.network.takeWords()
    #expect(try office.filesHold("whisper"))
    let due = try #require(office.worker.timeToNextDue())
    #expect(due <= 3_600_000)
    office.wait(seconds: 86_400 + 3_600)
    #expect(try !office.filesHold("whisper"))
    #expect(office.network.takeWords().contains("remove 1"))
    let left = try office.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(left.map(\.contact.key) == [key(2)])
    #expect(office.reports.lines("log").joined().contains("1 contacts that were not seen"))

    // Killed while the contact was online: it was seen within the day.
    let again = try office.restarted(
      "contacts { accept = \"everyone\", forget = \"10d\" }\n" + Self.rules)
    again.clock.advance(seconds: 20 * 86_400 + 7_200)
    again.receive()
    again.receive(.online(key(2)))
    again.wait(seconds: 3_700)
    let back = try again.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(back.count == 1)
  }

  @Test func `What a bot that keeps nothing owes because of a removed contact goes too`() throws {
    let office = try Office("inbox { keep = \"nothing\" }\n" + Self.kept)
    try office.befriend(1)
    office.web.answer(.unreachable("down"))
    office.receive(.offline(key(1)))
    office.say("whisper", by: 1)
    #expect(office.worker.memory.unkeptDeliveries.count == 1)
    _ = ask(office, .command(.contactRemove(ContactReference(hex(1)))))
    #expect(office.worker.memory.unkeptDeliveries.isEmpty)
    #expect(office.worker.memory.unkeptAnswers == 0)
  }
}

/// What a request was answered with.
private final class Answer: Sendable {
  private let reply = Mutex<Reply?>(nil)
  var value: Reply? { reply.withLock { $0 } }
  func set(_ value: Reply) { reply.withLock { $0 = value } }
}

extension Office {
  /// The numbers of all messages, in order.
  fileprivate func numbers() throws -> [Int64] {
    try (1...20).filter { number in
      try store.read { reader throws(StoreError) in try reader.inboxEntry(MessageID(number)) }?
        .direction == .inbound
    }
  }
}
