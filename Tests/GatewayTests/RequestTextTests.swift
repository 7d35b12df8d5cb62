import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// What a person writes with the request is the contact's first message: once, and nowhere lost.
@Suite struct RequestTextTests {
  private static let rules = """
    contacts { accept = "%" }
    on("contact", function(contact) contact:reply("welcome") end)
    on("message", function(message)
      message:keep()
      message:reply((message.is_request and "request " or "") .. (message.first and "first " or "")
        .. message.text)
    end)
    """
  private func rules(_ accept: String) -> String { Self.rules.replacing("%", with: accept) }

  private func accept(_ office: Office) {
    office.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
  }

  @Test func `With everyone accepted it follows the greeting, and the next message is the first`()
    throws
  {
    let office = try Office(rules("everyone"))
    office.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try office.inbox() == ["my tip"])
    #expect(office.reports.lines("message").first?.contains("\"is_request\":true") == true)
    office.receive(.online(key(1)))
    office.say("my tip")
    #expect(
      office.network.takeSends().map(\.text) == ["welcome", "request my tip", "first my tip"])
    #expect(try office.inbox() == ["my tip", "my tip"])
  }

  @Test func `Repeated, also after a restart or before the commit, it is handled once`() throws {
    let office = try Office(rules("everyone"))
    for _ in 0..<3 { office.receive(.contactRequest(key(1), text: "my tip")) }
    let again = try office.restarted(rules("everyone"))
    again.receive(.contactRequest(key(1), text: "my tip"))
    again.receive(.online(key(1)))
    #expect(try again.inbox() == ["my tip"])
    #expect(again.network.takeSends().map(\.text) == ["welcome", "request my tip"])
  }

  @Test func `Where the owner decides it waits for that, over restarts, and is handled once`()
    throws
  {
    let office = try Office(rules("ask"))
    office.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try office.inbox() == [])
    let again = try office.restarted(rules("ask"))
    accept(again)
    #expect(try again.inbox() == ["my tip"])
    again.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    accept(again)
    #expect(try again.inbox() == ["my tip"])
  }

  @Test func `A rule that accepts the request gets it as a message too`() throws {
    let office = try Office(
      """
      on("request", function(contact, text) contact:accept() end)
      on("message", function(message) message:keep() end)
      """)
    office.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try office.inbox() == ["my tip"])
  }

  @Test func `One who was accepted while the bot was down is heard when coming online`() throws {
    let office = try Office(rules("ask"))
    office.receive(.contactRequest(key(1), text: "my tip"))
    try office.store.write { transaction throws(StoreError) in
      _ = try transaction.setState(.accepted, of: key(1))
    }
    for _ in 0..<2 {
      office.receive(.online(key(1)))
      office.receive(.offline(key(1)))
    }
    #expect(try office.inbox() == ["my tip"])
    let greetings = office.network.takeSends().filter { $0.text == "welcome" }
    #expect(Set(greetings.map(\.id)).count == 1, "greeted, and once")
  }

  @Test func `The greeting that our own commands send unasked is no message`() throws {
    let office = try Office(rules("everyone"))
    office.receive(.contactRequest(key(1), text: ContactRequest.greeting))
    office.receive(.contactRequest(key(2), text: ContactRequest.greeting + "!"))
    #expect(try office.inbox() == [ContactRequest.greeting + "!"])
  }

  @Test(arguments: ["", " \n\t"])
  func `A blank one is no message`(text: String) throws {
    let office = try Office(rules("everyone"))
    office.receive(.contactRequest(key(1), text: text))
    #expect(try office.inbox() == [])
    #expect(office.reports.lines("message") == [])
  }

  @Test func `The phrase that a bot asks for is no message, but what stands beside it is`() throws {
    let rules = """
      contacts { accept = "phrase", phrase = "open sesame" }
      on("message", function(message) message:keep() end)
      """
    let office = try Office(rules)
    office.receive(.contactRequest(key(1), text: " Open  Sesame\n"))
    office.receive(.contactRequest(key(2), text: "open sesame: my tip"))
    #expect(try office.inbox() == ["open sesame: my tip"])
  }

  @Test func `One whom the greeting blocks is not heard`() throws {
    let office = try Office(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact) contact:block() end)
      on("message", function(message) message:keep() end)
      """)
    office.receive(.contactRequest(key(1), text: "spam"))
    #expect(try office.inbox() == [])
  }

  @Test func `A bot that keeps nothing hears it, and has it on no disk once it is accepted`() throws
  {
    let rules = """
      contacts { accept = "ask" }
      inbox { keep = "nothing" }
      on("message", function(message) message:reply("re " .. message.text) end)
      """
    let office = try Office(rules)
    office.receive(.contactRequest(key(1), text: "my-secret-tip"))
    accept(office)
    office.receive(.online(key(1)))
    #expect(office.network.takeSends().map(\.text) == ["re my-secret-tip"])
    try office.store.clean()
    #expect(try !office.filesHold("my-secret-tip"))
  }

  @Test func `A text with a NUL, and one of 1016 bytes, come whole`() throws {
    let office = try Office(rules("ask"))
    office.receive(.contactRequest(key(1), text: "a\0b"))
    accept(office)
    let longest = String(repeating: "x", count: 1_016)
    office.receive(.contactRequest(key(2), text: longest))
    office.receive(.control(.command(.contactAccept(ContactReference(hex(2))))) { _ in })
    #expect(try office.inbox() == ["a\0b", longest])
  }
}
