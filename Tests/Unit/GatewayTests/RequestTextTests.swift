import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// The text of a request is the contact's first message: handled once, and never lost.
@Suite struct `The text of a request` {
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

  private func accept(_ bench: WorkerBench) {
    bench.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
  }

  @Test func `with everyone accepted it follows the greeting, and the next message is the first`()
    throws
  {
    let bench = try WorkerBench(rules("everyone"))
    bench.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try bench.inbox() == ["my tip"])
    #expect(bench.reports.lines("message").first?.contains("\"is_request\":true") == true)
    bench.receive(.online(key(1)))
    bench.say("my tip")
    #expect(
      bench.network.takeSends().map(\.text) == ["welcome", "request my tip", "first my tip"])
    #expect(try bench.inbox() == ["my tip", "my tip"])
  }

  @Test func `repeated, also after a restart or before the commit, it is handled once`() throws {
    let bench = try WorkerBench(rules("everyone"))
    for _ in 0..<3 { bench.receive(.contactRequest(key(1), text: "my tip")) }
    let again = try bench.restarted(rules("everyone"))
    again.receive(.contactRequest(key(1), text: "my tip"))
    again.receive(.online(key(1)))
    #expect(try again.inbox() == ["my tip"])
    #expect(again.network.takeSends().map(\.text) == ["welcome", "request my tip"])
  }

  @Test func `where the owner decides it waits for that, over restarts, and is handled once`()
    throws
  {
    let bench = try WorkerBench(rules("ask"))
    bench.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try bench.inbox() == [])
    let again = try bench.restarted(rules("ask"))
    accept(again)
    #expect(try again.inbox() == ["my tip"])
    again.receive(.control(.command(.contactBlock(ContactReference(hex(1))))) { _ in })
    accept(again)
    #expect(try again.inbox() == ["my tip"])
  }

  @Test func `a rule that accepts the request gets it as a message too`() throws {
    let bench = try WorkerBench(
      """
      on("request", function(contact, text) contact:accept() end)
      on("message", function(message) message:keep() end)
      """)
    bench.receive(.contactRequest(key(1), text: "my tip"))
    #expect(try bench.inbox() == ["my tip"])
  }

  @Test func `a contact accepted while the bot was down is heard when it comes online`() throws {
    let bench = try WorkerBench(rules("ask"))
    bench.receive(.contactRequest(key(1), text: "my tip"))
    try bench.store.write { transaction throws(StoreError) in
      _ = try transaction.setState(.accepted, of: key(1))
    }
    for _ in 0..<2 {
      bench.receive(.online(key(1)))
      bench.receive(.offline(key(1)))
    }
    #expect(try bench.inbox() == ["my tip"])
    let greetings = bench.network.takeSends().filter { $0.text == "welcome" }
    #expect(Set(greetings.map(\.id)).count == 1, "greeted, and once")
  }

  @Test func `the greeting that our own commands send unasked is no message`() throws {
    let bench = try WorkerBench(rules("everyone"))
    bench.receive(.contactRequest(key(1), text: ContactRequest.greeting))
    bench.receive(.contactRequest(key(2), text: ContactRequest.greeting + "!"))
    #expect(try bench.inbox() == [ContactRequest.greeting + "!"])
  }

  @Test(arguments: ["", " \n\t"])
  func `a blank one is no message`(text: String) throws {
    let bench = try WorkerBench(rules("everyone"))
    bench.receive(.contactRequest(key(1), text: text))
    #expect(try bench.inbox() == [])
    #expect(bench.reports.lines("message") == [])
  }

  @Test func `the phrase that a bot asks for is no message, but what stands beside it is`() throws {
    let rules = """
      contacts { accept = "phrase", phrase = "open sesame" }
      on("message", function(message) message:keep() end)
      """
    let bench = try WorkerBench(rules)
    bench.receive(.contactRequest(key(1), text: " Open  Sesame\n"))
    bench.receive(.contactRequest(key(2), text: "open sesame: my tip"))
    #expect(try bench.inbox() == ["open sesame: my tip"])
  }

  @Test func `a contact that the greeting blocks is not heard`() throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact) contact:block() end)
      on("message", function(message) message:keep() end)
      """)
    bench.receive(.contactRequest(key(1), text: "spam"))
    #expect(try bench.inbox() == [])
  }

  @Test func `a bot that keeps nothing hears it, and has it on no disk once it is accepted`() throws
  {
    let rules = """
      contacts { accept = "ask" }
      inbox { keep = "nothing" }
      on("message", function(message) message:reply("re " .. message.text) end)
      """
    let bench = try WorkerBench(rules)
    bench.receive(.contactRequest(key(1), text: "my-secret-tip"))
    accept(bench)
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text) == ["re my-secret-tip"])
    try bench.store.clean()
    #expect(try !bench.filesHold("my-secret-tip"))
  }

  @Test func `a text with a NUL, and one of 1016 bytes, come whole`() throws {
    let bench = try WorkerBench(rules("ask"))
    bench.receive(.contactRequest(key(1), text: "a\0b"))
    accept(bench)
    let longest = String(repeating: "x", count: 1_016)
    bench.receive(.contactRequest(key(2), text: longest))
    bench.receive(.control(.command(.contactAccept(ContactReference(hex(2))))) { _ in })
    #expect(try bench.inbox() == ["a\0b", longest])
  }
}
