import GatewayCore
import GatewayRules
import Testing

@Suite struct `Declarations` {
  private func failure(_ source: String) throws -> RuleFailure {
    do throws(RuleFailure) { _ = try load(source) } catch { return error }
    throw TestFailure("the bot was loaded")
  }

  private struct TestFailure: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  private let signingKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  @Test func `a closed line takes no new contacts, wherever it is declared`() throws {
    let line = #"line { open = false, closed_text = "We are back in May." }"#
    let rest = """
      profile { name = "Tips", about = "Write to us." }
      contacts { accept = "phrase", phrase = "blue heron", forget = "90d" }
      """
    for source in ["\(line)\n\(rest)", "\(rest)\n\(line)"] {
      let closed = try load(source).configuration
      #expect(closed.profile.about == "We are back in May." && closed.profile.name == "Tips")
      #expect(closed.contacts.accept == .nobody && closed.contacts.phrase == nil)
      #expect(closed.contacts.forget == 7_776_000)
    }
    let open = try load(rest + "\nline { closed_text = \"We are back in May.\" }").configuration
    #expect(open.profile.about == "Write to us." && open.contacts.accept == .phrase)
    let silent = try load(rest + "\nline { open = false }").configuration
    #expect(silent.profile.about == "Write to us." && silent.contacts.accept == .nobody)
  }

  @Test func `make the configuration`() throws {
    let bot = try load(
      """
      profile { name = "Tips", about = "Write to us.", network = "tor" }
      contacts { accept = "everyone" }
      inbox { seal = { "\(inboxKey.text)" }, keep = "30d", rules = "metadata" }
      messages { join = false }
      webhook "newsroom" { url = secret "URL", key = secret "KEY", send = "notice" }
      webhook "desk" { url = "https://desk.example" }
      webhook "log" { url = "https://log.example", send = "thin" }
      """, secrets: ["URL": "https://news.example/hook", "KEY": signingKey])
    #expect(
      bot.configuration
        == BotConfiguration(
          profile: .init(name: "Tips", about: "Write to us.", network: "tor"),
          contacts: .init(accept: .everyone),
          inbox: .init(
            seal: .to([inboxKey]), keep: .seconds(30 * 86_400), rules: .metadata),
          joinsParts: false,
          webhooks: [
            Webhook(
              name: "newsroom", url: "https://news.example/hook", key: try WebhookKey(signingKey),
              send: .notice, delay: 300_000),
            Webhook(
              name: "desk", url: "https://desk.example", send: .notice, delay: 300_000),
            Webhook(name: "log", url: "https://log.example", send: .thin),
          ]))
  }

  private let inboxKey = InboxKey(bytes: [UInt8](repeating: 1, count: InboxKey.size))

  @Test func `of an inbox that is not sealed, or not any more, are told apart`() throws {
    #expect(try load("inbox { keep = \"30d\" }").configuration.inbox.seal == .unspecified)
    #expect(try load("inbox { seal = false }").configuration.inbox.seal == .off)
    let twice = try load("inbox { seal = { \"\(inboxKey.text)\", \"\(inboxKey.text)\" } }")
    #expect(twice.configuration.inbox.seal == .to([inboxKey]))
    #expect(try load("inbox { seal = \"\(inboxKey.text)\" }").configuration.inbox.isSealed)
  }

  @Test func `of a webhook before the seal must say how much it is sent`() throws {
    let seal = "inbox { seal = \"\(inboxKey.text)\" }"
    let mistake = try failure("webhook \"desk\" { url = \"https://desk.example\" }\n\(seal)")
    #expect(mistake.message.hasPrefix("inbox with a seal must stand before webhook \"desk\""))
    _ = try load("webhook \"desk\" { url = \"https://desk.example\", send = \"full\" }\n\(seal)")
  }

  @Test func `keep from rules with metadata alone what would be sent in full`() throws {
    let mistake = try failure(
      """
      inbox { seal = "\(inboxKey.text)", rules = "metadata" }
      webhook "desk" { url = "https://desk.example", send = "full" }
      """)
    #expect(mistake.message.contains("rules see no content"))
  }

  @Test func `replace one key of a webhook by another`() throws {
    let bot = try load(
      """
      webhook "desk" { url = "https://desk.example", key = {
        new = secret "NEW", old = "\(signingKey)", old_until = "2026-12-31 18:00" } }
      """, secrets: ["NEW": "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="])
    let webhook = try #require(bot.configuration.webhooks.first)
    #expect(webhook.key == WebhookKey(seed: Array(0..<32)))
    let old = Webhook.OldKey(
      try WebhookKey(signingKey), until: UnixMilliseconds(1_798_740_000_000))
    #expect(webhook.oldKey == old)
  }

  @Test func `give notices their times`() throws {
    let bot = try load(
      """
      webhook "a" { url = "https://a.example", send = "notice", every = "6h", least = 5, count = 10 }
      webhook "b" { url = "https://b.example", send = "notice", every = "1d", always = true }
      webhook "c" { url = "https://c.example", send = "notice" }
      """)
    #expect(
      bot.configuration.webhooks.map(\.schedule) == [
        NoticeSchedule(interval: 21_600_000, least: 5, countStep: 10),
        NoticeSchedule(interval: 86_400_000, isConstant: true), nil,
      ])
  }

  @Test func `have defaults`() throws {
    #expect(try load("").configuration == BotConfiguration())
  }

  @Test(arguments: [
    Expression(
      "profile { nmae = 'x' }",
      "profile has no option 'nmae'; it knows name, about, network, status, relays, nodes, avatar"),
    Expression("profile { name = 7 }", "name of profile must be a text, not a number"),
    Expression("profile { name = ('x'):rep(129) }", "name of profile is longer than 128 bytes"),
    Expression(
      "profile { network = 'wifi' }",
      #"network of profile is "wifi" but must be one of "direct", "relay", "tor""#),
    Expression("profile 'x'", "profile takes a table: profile { name = … }"),
    Expression(
      "profile { relays = { 'a.example:443' } }",
      "relays of profile has \"a.example:443\", which is not written HOST:PORT:KEY, the key as 64 hex"
        + " digits"),
    Expression(
      "profile { nodes = 'x' }",
      "nodes of profile must be a list of texts: { \"HOST:PORT:KEY\" }, not a text"),
    Expression(
      "profile { nodes = { 7 } }",
      "nodes of profile must be a list of texts: { \"HOST:PORT:KEY\" }, not a number"),
    Expression(
      "contacts { accept = 'some' }",
      #"accept of contacts is "some" but must be one of "everyone", "ask", "nobody", "phrase", "code""#
    ),
    Expression(
      "contacts { accept = 'phrase' }",
      #"contacts with accept = "phrase" needs a phrase"#),
    Expression(
      "contacts { accept = 'phrase', phrase = ' ' }",
      "phrase of contacts must have a word in it"),
    Expression(
      "contacts { accept = 'everyone', phrase = 'x' }",
      #"phrase of contacts means nothing without accept = "phrase""#),
    Expression(
      "contacts { forget_unseen = 'nothing' }",
      #"forget_unseen of contacts is "nothing" but must be "never" or a time like "48h""#),
    Expression(
      "contacts { forget = 'soon' }",
      #"forget of contacts is "soon" but must be "never" or a time like "90d""#),
    Expression(
      "contacts { 'everyone' }",
      "contacts has no option '1'; it knows accept, phrase, owner, staff, forget_unseen, forget"),
    Expression("line { open = 1 }", "open of line must be true or false, not a number"),
    Expression("line { close = true }", "line has no option 'close'; it knows open, closed_text"),
    Expression("messages { join = 1 }", "join of messages must be true or false, not a number"),
    Expression(
      "inbox { keep = 'long' }",
      #"keep of inbox is "long" but must be "forever", "nothing" or a time like "30d", "36500d" at most"#
    ),
    Expression(
      "inbox { keep = '99999999999999999s' }",
      #"keep of inbox is "99999999999999999s" but must be "forever", "nothing" or a time like "30d", "36500d" at most"#
    ),
    Expression("inbox { keep = 1e300 }", "keep of inbox must be a text, not a number"),
    Expression(
      "inbox { seal = true }",
      #"seal of inbox must be inbox keys or files with them, such as { "newsroom.pub" }, or false, not a boolean"#
    ),
    Expression("inbox { seal = {} }", "seal of inbox names no key"),
    Expression(
      "inbox { seal = { 'inboxsec_AAAA' } }",
      #"seal of inbox has a key, which is a secret key, which must not be on this machine: give the public half"#
    ),
    Expression(
      "limits { messages = 3 }",
      "limits has no option 'messages'; it knows contact_messages_per_hour, "
        + "contact_bytes_per_hour, messages_per_hour, bytes_per_hour, stored_bytes, free_bytes, "
        + "waiting_requests, requests_per_day"),
    Expression(
      "limits { messages_per_hour = '64MiB' }",
      #"messages_per_hour of limits must be a whole number from 1 or "unlimited""#),
    Expression(
      "limits { contact_bytes_per_hour = 0 }",
      "contact_bytes_per_hour of limits must be a whole number from 1, "
        + #"a size like "64MiB" or "unlimited""#),
    Expression(
      "limits { stored_bytes = '99999999TiB' }",
      "stored_bytes of limits must be a whole number from 1, "
        + #"a size like "64MiB" or "unlimited""#),
    Expression(
      "limits { free_bytes = 'unlimited' }",
      #"free_bytes of limits must be a whole number from 0 or a size like "64MiB""#),
    Expression("webhook 'x' { send = 'full' }", #"webhook "x" needs a url"#),
    Expression(
      "webhook 'x' { url = 'https://a', key = 'fifteen bytes..' }",
      #"key of webhook "x" is not Base64 (behind "whsec_", "whsk_" or nothing); "#
        + "`openssl rand -base64 32` makes one"),
    Expression(
      "webhook 'x' { url = 'https://a', key = 'whsec_AAAA' }",
      #"key of webhook "x" stands for 3 bytes; Standard Webhooks takes 24 to 64: "#
        + "`openssl rand -base64 32` makes one"),
    Expression(
      "webhook 'x' { url = 'https://a', key = { new = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX' } }",
      #"key of webhook "x" needs three: { new = …, old = …, old_until = "2026-12-31" }"#),
    Expression(
      """
      webhook 'x' { url = 'https://a', key = { new = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX', \
      old = 'whpk_AAEC', old_until = '2026-12-31' } }
      """,
      #"old of key of webhook "x" is a public key that verifies ("whpk_…"), but must be a secret"#
        + #" signing key ("whsk_…"), or a shared signing key ("whsec_…")"#),
    Expression(
      """
      webhook 'x' { url = 'https://a', key = { new = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX', \
      old = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX', old_until = 'soon' } }
      """,
      #"old_until of key of webhook "x" is "soon" but must be a date in UTC, like "2026-12-31" or"#
        + #" "2026-12-31 18:00""#),
    Expression(
      "webhook 'x' { url = 'https://a', timeout = '0s' }",
      #"timeout of webhook "x" is "0s" but must be a time from "1s" to "5m""#),
    Expression(
      "webhook 'x' { url = 'https://a', timeout = '301s' }",
      #"timeout of webhook "x" is "301s" but must be a time from "1s" to "5m""#),
    Expression(
      "webhook 'x' { url = 'https://a', ca = 'own.pem' }",
      #"ca of webhook "x" can't be read here: own.pem"#),
    Expression(
      "webhook 'x' { url = 'https://a', allow = '127.1' }",
      #"allow of webhook "x" has an entry that is neither an address (127.0.0.1, ::1), nor a block "#
        + "of them (10.0.0.0/8), nor a host's name (localhost)"),
    Expression(
      "webhook 'x' { url = 'https://a', allow = { 1 } }",
      #"allow of webhook "x" must be a text or a list of texts, not a number"#),
    Expression(
      "webhook 'x' { url = 'https://a', cert_key = 'own.key' }",
      #"cert_key of webhook "x" needs a cert beside it"#),
    Expression(
      "webhook 'x' { url = 'https://a', cert = 'own.pem' }",
      #"cert of webhook "x" can't be read here"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'half' }",
      #"send of webhook "x" is "half" but must be one of "full", "sealed", "message", "thin", "#
        + #""notice""#),
    Expression(
      "webhook 'x' { url = 'https://a', seal = 'sealpub_AAEC' }",
      #"seal of webhook "x" is for send = "sealed" alone"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'sealed' }",
      #"webhook "x" needs seal = "sealpub_…": `postern key sealing` makes a receiver's key"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'sealed', seal = 'sealsec_AAEC' }",
      #"seal of webhook "x" is a receiver's secret key that opens ("sealsec_…"), but must be a"#
        + #" public key to seal to ("sealpub_…")"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'sealed', seal = 'AAEC' }",
      #"seal of webhook "x" is not what `postern key sealing` prints: "sealpub_" and 44 characters"#
    ),
    Expression(
      """
      webhook 'x' { url = 'https://a', send = 'sealed', \
      seal = 'sealpub_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }
      """, #"seal of webhook "x" is no key that anything can be sealed to"#),
    Expression(
      "webhook 'x' { url = 'https://a', contact = 'name' }",
      #"contact of webhook "x" is "name" but must be one of "pseudonym", "codename", "key""#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', contact = 'key' }",
      #"contact of webhook "x" says nothing, since a notice names no contact"#),
    Expression(
      "webhook 'x' { url = 'https://a', every = '6h' }",
      "every of webhook \"x\" is for send = \"notice\" alone"),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', least = 5 }",
      "least of webhook \"x\" needs `every`, the time between two notices"),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', every = '30s' }",
      "every of webhook \"x\" is \"30s\" but must be a time from \"1m\" to \"7d\""),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', every = '1h', delay = '5m' }",
      "webhook \"x\" has either `every` or `delay`"),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', every = '1h', always = true, least = 2 }",
      "webhook \"x\" has `always`: then `least` says nothing"),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', every = '1h', count = 0 }",
      "count of webhook \"x\" must be a whole number from 1 to 1000"),
    Expression(
      "webhook 'x' { url = 'https://a', delay = '5m' }",
      #"delay of webhook "x" is for send = "notice" alone"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', delay = '8d' }",
      #"delay of webhook "x" is "8d" but must be a time like "5m", "7d" at most"#),
    Expression(
      "webhook 'x' { url = 'https://a', send = 'notice', delay = 'soon' }",
      #"delay of webhook "x" is "soon" but must be a time like "5m", "7d" at most"#),
    Expression(
      "webhook 'x' { url = 'https://a' } webhook 'x' { url = 'https://b' }",
      #"there are two webhooks "x""#),
    Expression("secret 'TOKEN'", #"secret "TOKEN" is not set: neither "TOKEN" nor "TOKEN_FILE""#),
  ])
  func `are refused with their line where they are wrong`(_ expression: Expression) throws {
    let failure = try failure("local first = 1\n" + expression.code)
    #expect(failure.message == expression.result)
    #expect(failure.line == 2)
    #expect(failure.reason == .configuration)
  }

  @Test(arguments: [
    ("Bot\u{202E}exe.gpj", "Botexe.gpj"), ("a\u{2066}b", "ab"), ("one\ntwo", "one two"),
    ("\u{1B}[31mred\u{0}", " [31mred "), ("plain 漢字 👩‍🚀", "plain 漢字 👩‍🚀"),
  ])
  func `warn of a name that would move a terminal or turn around, and show it without`(
    written: String, shown: String
  ) throws {
    let bot = try load(
      "profile { name = secret_name, about = secret_name }".replacing(
        "secret_name", with: "\"\(written.utf8.map { "\\x\(hex($0))" }.joined())\""))
    #expect(bot.configuration.profile.name == shown)
    #expect(bot.configuration.profile.about == shown)
    let words =
      "of profile holds line ends, control characters or marks of direction; contacts see it without them"
    #expect(bot.warnings == (written == shown ? [] : ["name \(words)", "about \(words)"]))
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  @Test func `find a webhook that was named but not described`() throws {
    let failure = try failure("webhook 'x'")
    #expect(failure.message == #"webhook "x" lacks its { url = … }"#)
  }

  @Test func `set limits, and leave the others as they are`() throws {
    let bot = try load(
      """
      limits {
        contact_messages_per_hour = 20, contact_bytes_per_hour = "64KiB",
        messages_per_hour = "unlimited", bytes_per_hour = 1000000, stored_bytes = "2GB",
        free_bytes = 0,
      }
      """)
    var limits = LimitPolicy()
    limits.contactMessagesPerHour = 20
    limits.contactBytesPerHour = 65_536
    limits.messagesPerHour = nil
    limits.bytesPerHour = 1_000_000
    limits.storedBytes = 2_000_000_000
    limits.freeBytes = 0
    #expect(bot.configuration.limits == limits)
  }

  @Test func `never show a secret to the script`() throws {
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

  @Test(arguments: [
    "profile {}", "contacts {}", "inbox {}", "limits {}", "webhook 'x'", "secret 'x'",
  ])
  func `belong at the top of the file`(_ code: String) throws {
    let failure = try #require(try run(code).failure)
    #expect(failure.message.hasSuffix("belongs at the top of the file"))
  }
}
