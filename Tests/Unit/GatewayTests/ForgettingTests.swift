import Foundation
import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// What a bot forgets by command, by rule and by age.
@Suite struct `Forgetting by command, rule and time` {
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

  /// The same for a bot that keeps nothing.
  private static let kept = rules.replacing("message:keep() ", with: "")

  private func bench(_ declarations: String = contacts) throws -> WorkerBench {
    let bench = try WorkerBench(declarations + Self.rules)
    try bench.befriend(1)
    try bench.befriend(2)
    bench.web.answer(.unreachable("down"))
    return bench
  }

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) -> Reply? {
    let answer = Answer()
    bench.receive(.control(request) { answer.set($0) })
    return answer.value
  }

  @Test func `a removed contact is in no file, and the reply tells what was owed`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    bench.say("whisper-a", by: 1)
    bench.say("whisper-b fail", by: 1, at: 2)
    bench.say("whisper-c", by: 1, at: 3)
    bench.say("other", by: 2)
    #expect(try bench.filesHold("whisper-"))
    let reply = ask(bench, .command(.contactRemove(ContactReference(hex(1)))))
    let summary = ForgottenSummary(
      contacts: 1, messages: 5, droppedAnswers: 2, deliveries: 2, droppedDeliveries: 2)
    #expect(reply == .forgotten(summary))
    #expect(try !bench.filesHold("whisper-"))
    #expect(try bench.inbox() == ["other"])
    #expect(bench.network.takeWords().contains("remove 1"))
    let sent = bench.web.bodies.count
    bench.wait(seconds: 7_200)
    #expect(bench.web.bodies.dropFirst(sent).allSatisfy { $0.contains("other") })
  }

  @Test func `a contact that a rule removes is forgotten with what the same rule asked for`() throws
  {
    let bench = try bench()
    bench.say("whisper", by: 1)
    bench.say("go away", by: 1, at: 2)
    #expect(try !bench.filesHold("whisper") && !bench.filesHold("go away"))
    let log = bench.reports.lines("log").joined()
    #expect(log.contains("2 waiting answers and 2 owed deliveries were dropped"))
  }

  @Test func `an erased message takes its answer and failure along, and a waiting client is told`()
    throws
  {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    bench.say("whisper", by: 1)
    bench.say("other", by: 1, at: 2)
    bench.say("fail now", by: 1, at: 3)
    let numbers = try bench.numbers()
    let summary = ForgottenSummary(
      messages: 2, droppedAnswers: 1, deliveries: 1, droppedDeliveries: 1)
    #expect(ask(bench, .command(.inboxErase(messages: [numbers[0]]))) == .forgotten(summary))
    #expect(try bench.filesHold("failed as written"))
    _ = ask(bench, .command(.inboxErase(messages: [numbers[2]])))
    #expect(try bench.inbox() == ["other"])
    #expect(try bench.outbox() == ["re other"])
    // Values that the rule itself stored stay.
    #expect(try !bench.filesHold("re whisper") && !bench.filesHold("failed as"))

    let waiter = Answer()
    bench.receive(
      .control(.command(.send(ContactReference(hex(1)), text: "wait", keep: false))) {
        waiter.set($0)
      })
    #expect(waiter.value == nil)
    _ = ask(bench, .command(.contactRemove(ContactReference(hex(1)))))
    #expect(waiter.value == .failed("The contact was removed before it had the message."))
  }

  @Test func `a person without rules keeps as long as was set`() throws {
    let bench = try WorkerBench(nil, ownKeep: .seconds(1_800))
    try bench.befriend(1)
    bench.say("whisper")
    #expect(try bench.inbox() == ["whisper"])
    bench.wait(seconds: 3_601)
    #expect(try bench.inbox() == [])
    #expect(try !bench.filesHold("whisper"))
  }

  @Test func `after a restart nothing is left that is older than the bot keeps`() throws {
    // Values that a rule itself stores stay: they are left out here.
    let rules = Self.contacts + Self.rules.replacing("message.contact:set", with: "tostring")
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    bench.receive(.contactRequest(key(3), text: "request-whisper"))
    bench.receive(.offline(key(1)))
    bench.say("whisper", by: 1)
    bench.say("whisper fail", by: 1, at: 2)
    #expect(try bench.filesHold("re whisper") && bench.filesHold("request-whisper"))
    let again = try bench.restarted("inbox { keep = \"30m\" }\n" + rules)
    again.clock.advance(seconds: 3_600)
    again.receive(.online(key(2)))
    // The hour while the bot was off is trusted once the clock has held for an hour.
    again.wait(seconds: 3_600)
    #expect(try !again.filesHold("re whisper") && !again.filesHold("request-whisper"))
    #expect(try !again.filesHold("failed as") && again.inbox() == [] && again.outbox() == [])
    #expect(
      again.reports.lines("log").joined().contains("2 waiting answers and 0 owed deliveries"))
  }

  @Test func `a contact not seen for long is forgotten; one that is online, or is back, is not`()
    throws
  {
    let bench = try bench("contacts { accept = \"everyone\", forget = \"10d\" }\n")
    bench.say("whisper", by: 1)
    bench.receive(.offline(key(1)))
    bench.wait(seconds: 9 * 86_400)
    _ = bench.network.takeWords()
    #expect(try bench.filesHold("whisper"))
    let due = try #require(bench.worker.engine.timeToNextDue())
    #expect(due <= 3_600_000)
    bench.wait(seconds: 86_400 + 3_600)
    #expect(try !bench.filesHold("whisper"))
    #expect(bench.network.takeWords().contains("remove 1"))
    let left = try bench.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(left.map(\.contact.key) == [key(2)])
    #expect(bench.reports.lines("log").joined().contains("1 contacts that were not seen"))

    // Killed while the contact was online: it was seen within the day.
    let again = try bench.restarted(
      "contacts { accept = \"everyone\", forget = \"10d\" }\n" + Self.rules)
    again.clock.advance(seconds: 20 * 86_400 + 7_200)
    again.receive()
    again.receive(.online(key(2)))
    again.wait(seconds: 3_700)
    let back = try again.store.read { reader throws(StoreError) in try reader.storedContacts() }
    #expect(back.count == 1)
  }

  @Test func `what a bot that keeps nothing owes because of a removed contact goes too`() throws {
    let bench = try WorkerBench("inbox { keep = \"nothing\" }\n" + Self.kept)
    try bench.befriend(1)
    bench.web.answer(.unreachable("down"))
    bench.receive(.offline(key(1)))
    bench.say("whisper", by: 1)
    #expect(try bench.heldCounts().deliveries == 1)
    _ = ask(bench, .command(.contactRemove(ContactReference(hex(1)))))
    #expect(try bench.heldCounts().deliveries == 0)
    #expect(try bench.heldCounts().answers == 0)
  }
}

/// The reply to a request.
private final class Answer: Sendable {
  private let reply = Mutex<Reply?>(nil)
  var value: Reply? { reply.withLock { $0 } }
  func set(_ value: Reply) { reply.withLock { $0 = value } }
}

extension WorkerBench {
  /// The numbers of all messages, in order.
  fileprivate func numbers() throws -> [Int64] {
    try (1...20).filter { number in
      try store.read { reader throws(StoreError) in try reader.item(MessageID(number)) }?
        .direction == .inbound
    }
  }
}
