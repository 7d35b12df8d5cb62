import Foundation
import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Contacts, timers and deliveries over time.
@Suite struct `Events of contacts and timers` {
  @Test(arguments: [
    ("everyone", ContactState.accepted, ["add 2", "send 2 welcome"]),
    ("ask", ContactState.requested, []), ("nobody", nil, []),
  ])
  func `a request is met as the policy says`(
    policy: String, state: ContactState?, commands: [String]
  ) throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "\(policy)" }
      on("contact", function(contact) contact:reply("welcome") end)
      """)
    bench.receive(.contactRequest(key(2), text: "let me in"))
    bench.receive(.online(key(2)))
    let stored = try bench.store.read { reader throws(StoreError) in
      try reader.storedContact(key(2))
    }
    #expect(stored?.contact.state == state)
    #expect(bench.network.takeWords() == commands)
    #expect(bench.reports.lines("contact_request").count == (state == nil ? 0 : 1))
  }

  @Test func `a rule accepts some requests, and the others are not asked again`() throws {
    let bench = try WorkerBench(
      """
      on("request", function(contact, text)
        if text == "password" then contact:accept() end
      end)
      """)
    bench.receive(.contactRequest(key(1), text: "password"), .contactRequest(key(2), text: "x"))
    bench.receive(.contactRequest(key(2), text: "password"))
    #expect(bench.network.takeWords() == ["add 1"])
    bench.receive(
      .control(.command(.contactAccept(ContactReference(hex(2))))) { _ in })
    #expect(bench.network.takeWords() == ["add 2"])
  }

  @Test func `a rule that accepts the contact that it greets does not greet without end`() throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact)
        contact:reply("welcome")
        contact:block()
        contact:accept()
      end)
      """)
    bench.receive(.contactRequest(key(1), text: "let me in"))
    #expect(try bench.outbox() == ["welcome"])
    #expect(bench.network.takeWords() == ["add 1", "remove 1", "add 1"])
  }

  @Test func `a blocked contact's request is dropped without a word`() throws {
    let bench = try WorkerBench("contacts { accept = 'everyone' }")
    try bench.befriend(1)
    bench.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    #expect(bench.network.takeWords() == ["remove 1"])
    bench.receive(.contactRequest(key(1), text: "again"))
    #expect(bench.network.takeWords() == [])
  }

  @Test func `a peer that was a contact before it was blocked is not greeted again`() throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact) contact:reply("You reached the tip line.") end)
      """)
    for number in [1, 2] as [UInt8] {
      bench.receive(.contactRequest(key(number), text: "let me in"))
    }
    bench.receive(.online(key(1)))
    _ = bench.network.takeWords()
    for number in [1, 2] as [UInt8] {
      bench.receive(.control(.command(.contactBlock(ContactReference(hex(number))))) { _ in })
      bench.receive(.control(.command(.contactAccept(ContactReference(hex(number))))) { _ in })
    }
    #expect(bench.network.takeWords() == ["remove 1", "add 1", "remove 2", "add 2"])
    let greetings = try bench.outbox().count { $0.hasPrefix("You reached") }
    #expect(greetings == 1, "the second one had not seen its greeting, which went with the block")
  }

  @Test func `a timer fires once when its time has come, also after a restart`() throws {
    let rules = """
      on("message", function(message) timer("tea", 60, message.text, message.contact) end)
      on("timer", function(timer) timer.contact:reply("ding " .. timer.payload) end)
      """
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    bench.say("green")
    bench.wait(seconds: 59)
    #expect(bench.network.takeSends().isEmpty)
    #expect(bench.worker.engine.timeToNextDue() == 1_000)

    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    again.wait(seconds: 60)
    again.wait(seconds: 60)
    #expect(again.network.takeSends().map(\.text) == ["ding green"])
    #expect(again.worker.engine.timeToNextDue() == nil)
  }

  @Test func `a delivery commits with its message and is made again until it succeeds`() throws {
    let bench = try WorkerBench(forward)
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    try bench.befriend(1)
    bench.say("hello")
    #expect(bench.web.bodies.count == 1)
    let due = try #require(bench.worker.engine.timeToNextDue())
    bench.web.answer(.delivered(status: 200))
    bench.wait(seconds: due / 1_000 + 1)
    #expect(bench.web.bodies.count == 2)
    #expect(bench.web.bodies[0] == bench.web.bodies[1])
    #expect(bench.reports.lines("delivery").last?.contains("\"state\":\"delivered\"") == true)
    let next = try bench.store.read { reader throws(StoreError) in
      try reader.dueDeliveries(to: "desk", now: bench.clock.now, limit: 9).next
    }
    #expect(next == nil)
  }

  @Test func `a delivery to a webhook that the bot no longer has waits and is said to`() throws {
    let bench = try WorkerBench(forward)
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    try bench.befriend(1)
    bench.say("hello")
    let again = try bench.restarted("contacts { accept = 'everyone' }")
    again.wait(seconds: 86_400)
    #expect(again.web.bodies.isEmpty)
    let report = try #require(again.reports.lines("delivery").first)
    #expect(report.contains("no longer has a webhook") && report.contains("\"state\":\"retry\""))
  }

  @Test func `what is older than the bot keeps is erased`() throws {
    let bench = try WorkerBench(
      "inbox { keep = '1d' } on('message', function(message) message:keep() end)")
    try bench.befriend(1)
    bench.say("old", at: 1)
    bench.wait(seconds: 86_000)
    bench.say("new", at: 2)
    #expect(try bench.inbox() == ["old", "new"])
    bench.wait(seconds: 3_700)
    #expect(try bench.inbox() == ["new"])
  }
}

private let forward = """
  webhook "desk" { url = secret "URL" }
  on("message", function(message) message:forward("desk") end)
  """

func hex(_ number: UInt8) -> String {
  String(repeating: String(format: "%02x", Int(number)), count: 32)
}
