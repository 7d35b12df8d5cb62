import Foundation
import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// Contacts, timers, deliveries, and what becomes of them over time.
@Suite struct EventTests {
  @Test(arguments: [
    ("everyone", ContactState.accepted, ["add 2", "send 2 welcome"]),
    ("ask", ContactState.requested, []), ("nobody", nil, []),
  ])
  func `A request is met as the policy says`(
    policy: String, state: ContactState?, commands: [String]
  ) throws {
    let office = try Office(
      """
      contacts { accept = "\(policy)" }
      on("contact", function(contact) contact:reply("welcome") end)
      """)
    office.receive(.contactRequest(key(2), text: "let me in"))
    office.receive(.online(key(2)))
    let stored = try office.store.read { reader throws(StoreError) in
      try reader.storedContact(key(2))
    }
    #expect(stored?.contact.state == state)
    #expect(office.network.takeWords() == commands)
    #expect(office.reports.lines("contact_request").count == (state == nil ? 0 : 1))
  }

  @Test func `A rule accepts whom it likes, and asks again for nobody`() throws {
    let office = try Office(
      """
      on("request", function(contact, text)
        if text == "password" then contact:accept() end
      end)
      """)
    office.receive(.contactRequest(key(1), text: "password"), .contactRequest(key(2), text: "x"))
    office.receive(.contactRequest(key(2), text: "password"))
    #expect(office.network.takeWords() == ["add 1"])
    office.receive(
      .control(.command(.contactAccept(ContactReference(hex(2))))) { _ in })
    #expect(office.network.takeWords() == ["add 2"])
  }

  @Test func `A rule that accepts whom it greets does not greet without end`() throws {
    let office = try Office(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact)
        contact:reply("welcome")
        contact:block()
        contact:accept()
      end)
      """)
    office.receive(.contactRequest(key(1), text: "let me in"))
    #expect(try office.outbox() == ["welcome"])
    #expect(office.network.takeWords() == ["add 1", "remove 1", "add 1"])
  }

  @Test func `A blocked contact's request is dropped without a word`() throws {
    let office = try Office("contacts { accept = 'everyone' }")
    try office.befriend(1)
    office.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    #expect(office.network.takeWords() == ["remove 1"])
    office.receive(.contactRequest(key(1), text: "again"))
    #expect(office.network.takeWords() == [])
  }

  @Test func `One who was a contact before it was blocked is not greeted again`() throws {
    let office = try Office(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact) contact:reply("You reached the tip line.") end)
      """)
    for number in [1, 2] as [UInt8] {
      office.receive(.contactRequest(key(number), text: "let me in"))
    }
    office.receive(.online(key(1)))
    _ = office.network.takeWords()
    for number in [1, 2] as [UInt8] {
      office.receive(.control(.command(.contactBlock(ContactReference(hex(number))))) { _ in })
      office.receive(.control(.command(.contactAccept(ContactReference(hex(number))))) { _ in })
    }
    #expect(office.network.takeWords() == ["remove 1", "add 1", "remove 2", "add 2"])
    let greetings = try office.outbox().count { $0.hasPrefix("You reached") }
    #expect(greetings == 1, "the second one had not seen its greeting, which went with the block")
  }

  @Test func `A timer fires once when its time has come, also after a restart`() throws {
    let rules = """
      on("message", function(message) timer("tea", 60, message.text, message.contact) end)
      on("timer", function(timer) timer.contact:reply("ding " .. timer.payload) end)
      """
    let office = try Office(rules)
    try office.befriend(1)
    office.say("green")
    office.wait(seconds: 59)
    #expect(office.network.takeSends().isEmpty)
    #expect(office.worker.timeToNextDue() == 1_000)

    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    again.wait(seconds: 60)
    again.wait(seconds: 60)
    #expect(again.network.takeSends().map(\.text) == ["ding green"])
    #expect(again.worker.timeToNextDue() == nil)
  }

  @Test func `A delivery commits with its message and is made again until it succeeds`() throws {
    let office = try Office(forward)
    office.web.answer(.refused(status: 503, retryAfter: nil))
    try office.befriend(1)
    office.say("hello")
    #expect(office.web.bodies.count == 1)
    let due = try #require(office.worker.timeToNextDue())
    office.web.answer(.delivered(status: 200))
    office.wait(seconds: due / 1_000 + 1)
    #expect(office.web.bodies.count == 2)
    #expect(office.web.bodies[0] == office.web.bodies[1])
    #expect(office.reports.lines("delivery").last?.contains("\"state\":\"delivered\"") == true)
    let next = try office.store.read { reader throws(StoreError) in
      try reader.nextDeliveryDue()
    }
    #expect(next == nil)
  }

  @Test func `A delivery to a webhook that the bot no longer has waits and is said to`() throws {
    let office = try Office(forward)
    office.web.answer(.refused(status: 503, retryAfter: nil))
    try office.befriend(1)
    office.say("hello")
    let again = try office.restarted("contacts { accept = 'everyone' }")
    again.wait(seconds: 86_400)
    #expect(again.web.bodies.isEmpty)
    let report = try #require(again.reports.lines("delivery").first)
    #expect(report.contains("no longer has a webhook") && report.contains("\"state\":\"retry\""))
  }

  @Test func `What is older than the bot keeps is erased`() throws {
    let office = try Office(
      "inbox { keep = '1d' } on('message', function(message) message:keep() end)")
    try office.befriend(1)
    office.say("old", at: 1)
    office.wait(seconds: 86_000)
    office.say("new", at: 2)
    #expect(try office.inbox() == ["old", "new"])
    office.wait(seconds: 3_700)
    #expect(try office.inbox() == ["new"])
  }
}

private let forward = """
  webhook "desk" { url = secret "URL" }
  on("message", function(message) message:forward("desk") end)
  """

func hex(_ number: UInt8) -> String {
  String(repeating: String(format: "%02x", Int(number)), count: 32)
}
