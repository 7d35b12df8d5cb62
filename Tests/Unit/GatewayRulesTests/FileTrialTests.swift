import GatewayRules
import Testing

/// Files in the tests of bots.
@Suite struct `A test of a bot with files` {
  private func messages(_ tests: String, bot: String) -> [String?] {
    BotTest.run(source: tests, file: "a_test.lua") { $0 == "a.lua" ? bot : nil }.map(\.message)
  }

  @Test func `sees one offered, accepted, refused, whole and failed`() {
    let messages = messages(
      """
      local function people()
        local bot = load_bot("a.lua")
        return bot, bot:contact("alice")
      end
      test("whole", function()
        local bot, alice = people()
        expect(alice:offers_file("../a.pdf", 10)[1].type):equals("accept_file")
        expect(bot:files()[1].state):equals("accepted")
        alice:sends_file("application/pdf")
        expect(bot:files()[1]):equals({
          id = 1, name = "a.pdf", direction = "in", size = 10, state = "whole", kept = true,
          type = "application/pdf" })
        alice:hears("got a.pdf, application/pdf")
      end)
      test("refused by a rule", function()
        local bot, alice = people()
        alice:offers_file("a.exe", 10)
        alice:hears("no programs")
        expect(bot:files()[1].state):equals("refused")
      end)
      test("refused by a limit", function()
        local bot, alice = people()
        alice:offers_file("a.pdf", 2000)
        local heard = alice:heard()
        expect(heard[1]):contains("at most 1 kB")
        expect(heard[2]):equals("failed: over-limit")
        expect(bot:files()[1].failure):equals("over-limit")
      end)
      test("of another type than its name says", function()
        local bot, alice = people()
        alice:offers_file("a.pdf", 10)
        alice:sends_file("application/x-dosexec")
        expect(alice:heard()):equals({
          "Your file “a.pdf” was not kept: this bot takes only application/pdf.", "failed: type" })
      end)
      test("cancelled", function()
        local bot, alice = people()
        alice:offers_file("a.pdf", 10)
        alice:cancels_file()
        alice:hears("failed: cancelled-by-contact")
        expect(pcall(alice.sends_file, alice)):equals(false)
      end)
      """,
      bot: """
        contacts { accept = "everyone" }
        files { max = "1kB", types = { "application/pdf" } }
        on("file", function(file)
          if file.name:find("%.exe$") then return file:refuse("no programs") end
          file:accept()
        end)
        on("file_done", function(file)
          file:keep()
          file:reply("got " .. file.name .. ", " .. file.type)
        end)
        on("file_failed", function(file) file:reply("failed: " .. file.failure) end)
        """)
    #expect(messages == [nil, nil, nil, nil, nil])
  }

  @Test func `without handlers it is left to the policy`() {
    for (policy, state) in [("everyone", "accepted"), ("ask", "offered")] {
      let messages = messages(
        """
        test("offered", function()
          local bot = load_bot("a.lua")
          bot:contact("alice"):offers_file("a", 1)
          expect(bot:files()[1].state):equals("\(state)")
        end)
        """,
        bot: #"contacts { accept = "everyone" } files { accept = "\#(policy)" }"#)
      #expect(messages == [nil])
    }
    let none = messages(
      """
      test("offered", function()
        local alice = load_bot("a.lua"):contact("alice")
        alice:offers_file("a", 1)
        alice:hears("This bot takes no files: yours was refused. Please write what is in it.")
      end)
      """, bot: #"contacts { accept = "everyone" } files { accept = "nobody" }"#)
    #expect(none == [nil])
  }

  @Test func `gets those that the bot sends`() {
    let messages = messages(
      """
      test("sent", function()
        local alice = load_bot("a.lua"):contact("alice")
        local effects = alice:says("report")
        expect(effects):equals({ { type = "send_file", path = "out/report.pdf", expires = 3600 } })
        alice:gets_file("report.pdf")
        alice:hears("sent report.pdf")
        alice:says("report")
        alice:refuses_file()
        alice:hears("failed report.pdf")
        expect(pcall(alice.gets_file, alice, "report.pdf")):equals(false)
      end)
      """,
      bot: """
        contacts { accept = "everyone" }
        on("message", function(message)
          message.contact:send_file("out/report.pdf", { expires = "1h" })
        end)
        on("file_sent", function(file) file:reply("sent " .. file.name) end)
        on("file_failed", function(file) file:reply("failed " .. file.name) end)
        """)
    #expect(messages == [nil])
  }
}
