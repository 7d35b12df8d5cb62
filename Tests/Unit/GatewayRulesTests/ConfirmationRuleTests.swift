import GatewayCore
import GatewayRules
import Testing

@Suite struct `Confirmations in rules` {
  @Test(arguments: [
    ("{}", "confirm needs a text"),
    ("{ text = 'x' }", "confirm needs on_yes, the name of a handler"),
    ("{ text = 'x', on_yes = 'lost' }", #"on_yes of confirm is "lost", which has no handler"#),
    ("{ text = 'x', on_yes = 'y', on_no = 'lost' }", #"on_no of confirm is "lost", which has no"#),
    ("{ text = 'x', on_yes = 'y', timeout = '1s' }", "timeout of confirm must be a time from 10s"),
    ("{ text = 'x', on_yes = 'y', when = 1 }", "confirm has no option 'when'"),
  ])
  func `are refused with a reason`(_ options: String, _ reason: String) throws {
    let bot = try load(
      """
      on("confirm", "y", function() end)
      on("message", function(m) m.contact:confirm(\(options)) end)
      """)
    #expect(bot.hear("x").failure?.inFull.message.hasPrefix(reason) == true)
  }

  @Test func `carry the code where the text says so`() throws {
    let code = ConfirmationCode(number: 42)
    #expect(code.text == "0042")
    let own = NewConfirmation(text: "ja {code}? nein {code}?", onYes: "y")
    #expect(own.message(code: code) == "ja 0042? nein 0042?")
    let plain = NewConfirmation(text: "Really?", onYes: "y")
    #expect(
      plain.message(code: code)
        == "Really?\nWrite \"yes 0042\" or \"no 0042\" within 10 minutes.")
  }

  @Test(arguments: [
    (10, "10 seconds"), (119, "119 seconds"), (120, "2 minutes"), (5_399, "89 minutes"),
    (9_000, "2 hours"), (86_400, "24 hours"), (604_800, "7 days"),
  ])
  func `promise no more time than there is`(_ seconds: Int64, _ span: String) {
    let question = NewConfirmation(text: "Really?", timeout: seconds * 1_000, onYes: "y")
    #expect(question.message(code: ConfirmationCode(number: 42)).hasSuffix(" within \(span)."))
  }

  @Test(arguments: [
    ("yes 0042", true), ("No 0042", false), ("!y 0042", true), (" /n  0042 ", false),
    ("yes 42", nil), ("yes0042", nil), ("yes 00421", nil), ("yes 0042 now", nil),
    ("maybe 0042", nil), ("yes ٠٠٤٢", nil), ("", nil), ("yes", nil),
  ])
  func `know an answer from other texts`(_ text: String, _ isYes: Bool?) {
    let reply = ConfirmationReply(text)
    #expect(reply?.isYes == isYes)
    #expect(reply == nil || reply?.code == ConfirmationCode(number: 42))
  }

  @Test func `report an answer whose handler is gone`() throws {
    let bot = try load("on('message', function() end)")
    let result = ConfirmationResult(contact: .alice, answer: .yes, handler: "gone", data: "")
    let outcome = bot.handle(.confirmation(result), state: FixedState(), now: .monday)
    #expect(outcome.failure?.inFull.message.hasPrefix("no handler takes the answer") == true)
  }
}

@Suite struct `Answers in a test` {
  private func run(_ source: String, bot: String) -> [String?] {
    BotTest.run(source: source, file: "bots/a_test.lua") { $0 == "a.lua" ? bot : nil }
      .map(\.message)
  }

  @Test func `confirm, decline, mistype and stay silent, with one outcome each`() {
    let messages = run(
      """
      local function asked()
        local bot = load_bot("a.lua")
        local alice = bot:contact("alice")
        alice:says("restart db1")
        return bot, alice, alice:heard()[1]
      end
      test("yes", function()
        local bot, alice, question = asked()
        expect(question):contains("Restart db1?\\nWrite \\"yes ")
        local code = question:match("yes (%d%d%d%d)")
        alice:says("yes " .. (code == "0000" and "0001" or "0000"))
        expect(bot:logs()):equals({})
        alice:says(" YES  " .. code)
        expect(bot:logs()):equals({ "yes db1" })
        alice:says("yes " .. code)
        bot:advance(3600)
        expect(bot:logs()):equals({ "yes db1", "message yes " .. code })
      end)
      test("no", function()
        local bot, alice = asked()
        alice:declines()
        expect(bot:logs()):equals({ "no db1" })
        expect(pcall(alice.confirms, alice)):equals(false)
      end)
      test("timeout", function()
        local bot, alice = asked()
        bot:advance(299)
        expect(bot:logs()):equals({})
        bot:advance(1)
        expect(bot:logs()):equals({ "timeout db1" })
      end)
      test("the right one of two", function()
        local bot, alice = asked()
        alice:says("restart db2")
        local code = alice:heard()[1]:match("yes (%d%d%d%d)")
        alice:says("no " .. code)
        expect(bot:logs()):equals({ "no db2" })
        alice:confirms()
        expect(bot:logs()):equals({ "no db2", "yes db1" })
      end)
      """,
      bot: """
        contacts { accept = "everyone" }
        on("confirm", "done", function(c) log(c.answer, c.data.what) end)
        command("restart", "", function(message)
          message.contact:confirm {
            text = "Restart " .. message.arguments .. "?", timeout = "5m",
            on_yes = "done", on_no = "done", data = { what = message.arguments },
          }
        end)
        on("message", function(message) log("message", message.text) end)
        """)
    #expect(messages == [nil, nil, nil, nil])
  }
}
