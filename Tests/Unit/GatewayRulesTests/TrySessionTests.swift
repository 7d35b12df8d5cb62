import GatewayCore
import GatewayRules
import Testing

@Suite struct `A conversation in memory` {
  private func session(_ source: String) throws -> TrySession {
    TrySession(bot: try load(source), now: .monday)
  }

  @Test func `accepts people as the bot's policy says`() throws {
    let ask = try session(
      """
      on("request", function(contact, text) if contact.name == "alice" then contact:accept() end end)
      on("contact", function(contact) contact:reply("welcome") end)
      on("message", function(message) message:reply("heard") end)
      """)
    let alice = ask.meet("alice")
    #expect(ask.takeReplies(to: alice.contact) == ["welcome"])
    #expect(ask.contact(alice.contact)?.state == .accepted)
    #expect(ask.say("hi", by: "bob").count == 1, "the request alone")
    #expect(ask.contact(ask.meet("bob").contact)?.state == .requested)

    let nobody = try session("contacts { accept = 'nobody' } on('message', print)")
    #expect(nobody.say("hi", by: "alice").isEmpty)
  }

  @Test func `does not greet a contact again that the greeting accepts`() throws {
    let session = try session(
      """
      contacts { accept = "everyone" }
      on("contact", function(contact)
        contact:reply("welcome") contact:block() contact:accept()
      end)
      """)
    let alice = session.meet("alice")
    #expect(session.takeReplies(to: alice.contact) == ["welcome"])
    #expect(session.contact(alice.contact)?.state == .accepted)
  }

  @Test func `remembers statuses, values and counts from one message to the next`() throws {
    let session = try session(
      """
      contacts { accept = "everyone" }
      on("message", function(message)
        local count = (message.contact:get("count") or 0) + 1
        message.contact:set("count", count)
        message:reply(count .. " " .. tostring(message.contact.public_status) .. " " .. tostring(message.first))
        message.contact:set_public_status("status " .. count)
      end)
      """)
    let alice = session.meet("alice").contact
    for _ in 1...2 { _ = session.say("hi", by: "alice") }
    _ = session.say("hi", by: "bob")
    #expect(session.takeReplies(to: alice) == ["1 nil true", "2 status 1 false"])
  }

  @Test func `fires timers in order, each at its own moment`() throws {
    let session = try session(
      """
      contacts { accept = "everyone" }
      on("message", function(message)
        timer("late", 20, "", message.contact)
        timer("early", 10, "", message.contact)
        timer("early", 5, "", message.contact)
      end)
      on("timer", function(timer)
        timer.contact:reply(timer.name .. " " .. date("%S"))
        if timer.name == "early" then cancel("late", timer.contact) end
      end)
      """)
    let alice = session.meet("alice").contact
    _ = session.say("go", by: "alice")
    #expect(session.advance(bySeconds: 60).count == 1)
    #expect(session.takeReplies(to: alice) == ["early 05"])
    #expect(session.now == UnixMilliseconds.monday.advanced(byMilliseconds: 60_000))
  }

  @Test func `hears nothing of a person that was blocked or removed`() throws {
    let session = try session(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message.contact:block() end)
      """)
    #expect(session.say("one", by: "alice").count == 2)
    #expect(session.say("two", by: "alice").isEmpty)
  }
}
