import GatewayCore
import GatewayRules
import Testing

@Suite("Declarations")
struct DeclarationTests {
  private func failure(_ source: String) throws -> RuleFailure {
    do throws(RuleFailure) { _ = try load(source) } catch { return error }
    throw TestFailure("the bot was loaded")
  }

  private struct TestFailure: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  @Test("make the configuration")
  func everything() throws {
    let bot = try load(
      """
      profile { name = "Tips", about = "Write to us.", network = "tor" }
      contacts { accept = "everyone" }
      inbox { seal = true, keep = "30d" }
      webhook "newsroom" { url = secret "URL", key = secret "KEY", send = "notice" }
      webhook "desk" { url = "https://desk.example" }
      """, secrets: ["URL": "https://news.example/hook", "KEY": "whsec_x"])
    #expect(
      bot.configuration
        == BotConfiguration(
          profile: .init(name: "Tips", about: "Write to us.", network: "tor"),
          contacts: .init(accept: .everyone),
          inbox: .init(seal: true, keep: .seconds(30 * 86_400)),
          webhooks: [
            Webhook(
              name: "newsroom", url: "https://news.example/hook", key: "whsec_x", send: .notice),
            Webhook(name: "desk", url: "https://desk.example"),
          ]))
  }

  @Test("have defaults")
  func defaults() throws {
    #expect(try load("").configuration == BotConfiguration())
  }

  @Test(
    "are refused with their line where they are wrong",
    arguments: [
      Expression(
        "profile { nmae = 'x' }",
        "profile has no option 'nmae'; it knows name, about, network, status"),
      Expression("profile { name = 7 }", "name of profile must be a text, not a number"),
      Expression("profile { name = ('x'):rep(129) }", "name of profile is longer than 128 bytes"),
      Expression(
        "profile { network = 'wifi' }",
        #"network of profile is "wifi" but must be one of "direct", "relay", "tor""#),
      Expression("profile 'x'", "profile takes a table: profile { name = … }"),
      Expression(
        "contacts { accept = 'some' }",
        #"accept of contacts is "some" but must be one of "everyone", "ask", "nobody""#),
      Expression("contacts { 'everyone' }", "contacts has no option '1'; it knows accept"),
      Expression(
        "inbox { keep = 'long' }",
        #"keep of inbox is "long" but must be "forever", "nothing" or a time like "30d""#),
      Expression("inbox { seal = 'yes' }", "seal of inbox must be true or false, not a text"),
      Expression("webhook 'x' { send = 'full' }", #"webhook "x" needs a url"#),
      Expression(
        "webhook 'x' { url = 'desk' }",
        #"url of webhook "x" must begin with a scheme, such as https://"#),
      Expression(
        "webhook 'x' { url = 'https://a', send = 'half' }",
        #"send of webhook "x" is "half" but must be one of "full", "notice""#),
      Expression(
        "webhook 'x' { url = 'https://a' } webhook 'x' { url = 'https://b' }",
        #"there are two webhooks "x""#),
      Expression("secret 'TOKEN'", #"secret "TOKEN" is not set"#),
    ])
  func mistakes(_ expression: Expression) throws {
    let failure = try failure("local first = 1\n" + expression.code)
    #expect(failure.message == expression.result)
    #expect(failure.line == 2)
    #expect(failure.reason == .configuration)
  }

  @Test("find a webhook that was named but not described")
  func unfinished() throws {
    let failure = try failure("webhook 'x'")
    #expect(failure.message == #"webhook "x" lacks its { url = … }"#)
  }

  @Test("never show a secret to the script")
  func secrets() throws {
    let bot = try load(
      """
      local token = secret "TOKEN"
      on("message", function(message)
        message:reply(tostring(token))
        message:reply(tostring(pcall(function() return token .. "" end)))
        message:reply(tostring(pcall(function() return #token end)))
        message:reply(tostring(pcall(json.encode, token)))
        message:reply(tostring(pcall(store.set, "a", token)))
        log(token)
      end)
      """, secrets: ["TOKEN": "hunter2"])
    let outcome = bot.hear("go")
    #expect(outcome.replies == ["secret", "false", "false", "false", "false"])
    #expect(!"\(outcome)".contains("hunter2"))
  }

  @Test(
    "belong at the top of the file",
    arguments: ["profile {}", "contacts {}", "inbox {}", "webhook 'x'", "secret 'x'"])
  func late(_ code: String) throws {
    let failure = try #require(try run(code).failure)
    #expect(failure.message.hasSuffix("belongs at the top of the file"))
  }
}
