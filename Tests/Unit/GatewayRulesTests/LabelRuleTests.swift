import GatewayCore
import GatewayRules
import Testing

@Suite struct `Labels in rules` {
  @Test func `are added and removed, and seen in the same event`() throws {
    let outcome = try run(
      """
      local c = message.contact
      c:label("night") c:label("day") c:label("night")
      reply(table.concat(c.labels, " ")) reply(c:has("day"))
      c:unlabel("day") c:unlabel("other")
      reply(table.concat(c.labels, " ")) reply(c:has("day"))
      reply(#contacts_with("night"))
      """)
    #expect(outcome.replies == ["day night", "true", "night", "false", "0"])
    let labels = outcome.effects.compactMap { effect -> String? in
      guard case .label(let contact, let label, let isSet) = effect else { return nil }
      #expect(contact == Contact.alice.key)
      return "\(isSet ? "+" : "-")\(label.text)"
    }
    #expect(labels == ["+night", "+day", "-day"])
  }

  @Test(arguments: [
    ("message.contact:label('two words')", "a label is one word of at most 64 bytes"),
    ("message.contact:has(nil)", "a label must be a text, not nothing"),
    ("for i = 1, 33 do message.contact:label('l' .. i) end", "a contact has 32 labels at most"),
    ("broadcast('x y', 'text')", "a label is one word"),
    ("broadcast('x', '')", "a broadcast needs a text"),
    ("broadcast('x', ('x'):rep(4097))", "a broadcast has at most 4096 bytes"),
    ("broadcast('x', 'y', { expires = '10s' })", "expires of broadcast must be a time from 1m to"),
    ("for i = 1, 17 do broadcast('x', 'y') end", "16 broadcasts are on their way"),
  ])
  func `are refused with a reason`(_ code: String, _ reason: String) throws {
    #expect(try run(code).failure?.inFull.message.hasPrefix(reason) == true)
  }

  @Test func `can't be broadcast to by a bot that keeps nothing`() throws {
    let bot = try load(
      """
      inbox { keep = "nothing" }
      on("message", function() broadcast("x", "y") end)
      """)
    #expect(bot.hear("x").failure?.message.hasPrefix("a bot that keeps nothing") == true)
  }

  @Test func `name the text and the time of a broadcast`() throws {
    let outcome = try run("reply(broadcast('x', 'one\\r\\ntwo', { expires = '2d' }))")
    let label = try #require(ContactLabel("x"))
    #expect(
      outcome.effects.first
        == .broadcast(NewBroadcast(label: label, text: "one\ntwo", expires: 172_800_000)))
    #expect(outcome.replies == ["0"])
  }
}

@Suite struct `People in a test` {
  private func run(_ source: String, bot: String) -> [String?] {
    BotTest.run(source: source, file: "bots/a_test.lua") { $0 == "a.lua" ? bot : nil }
      .map(\.message)
  }

  @Test func `are found by key and codename, by label, and reached by a broadcast`() {
    let messages = run(
      """
      test("finds", function()
        local bot = load_bot("a.lua")
        local alice, bob = bot:contact("alice"), bot:contact("bob")
        bob:gets_label("night")
        alice:says("find " .. bob.key)
        alice:hears("found " .. bob.codename .. " night")
        bob:hears("you were found")
        alice:says("find " .. bob.codename)
        alice:hears("found " .. bob.codename .. " found night")
        bob:hears("you were found")
        alice:says("find bob")
        alice:hears("nobody")
        alice:says("all disk full")
        alice:hears("to 1")
        bob:hears("disk full")
        alice:hears_nothing()
        bob:loses_label("night")
        expect(bob.labels):equals({ "found" })
        alice:says("all x")
        alice:hears("to 0")
        bob:hears_nothing()
      end)
      """,
      bot: """
        contacts { accept = "everyone" }
        command("find", "", function(message)
          local contact = find_contact(message.arguments)
          if not contact then return message:reply("nobody") end
          message:reply("found " .. contact.codename .. " " .. table.concat(contact.labels, " "))
          contact:reply("you were found")
          contact:label("found")
          message.contact:set_note(#contacts_with("found") .. " found")
        end)
        command("all", "", function(message)
          message:reply("to " .. broadcast("night", message.arguments))
        end)
        """)
    #expect(messages == [nil])
  }
}
