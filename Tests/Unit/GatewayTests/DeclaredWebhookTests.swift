import GatewayCore
import GatewayRules
import GatewayWebhooks
import Testing

@testable import Gateway

/// What a webhook's declaration can't mean, with the real formats: refused with its line when the
/// file is loaded, in a sentence that says what is wrong.
@Suite struct `A webhook's declaration` {
  private static let telegram = "format = 'telegram', token = '1:A'"
  private static let matrix = "format = 'matrix', url = 'https://m.example', token = 't'"
  private static let mail =
    "url = 'smtp://m.example', tls = 'none', from = 'a@b.example', to = 'c@d.example'"
  private static let page = "format = 'template', url = 'https://a.example', content = 'html'"

  private func refusal(_ source: String) -> RuleFailure? {
    do {
      _ = try Bot(
        source: source, file: "bot.lua",
        environment: BotEnvironment(secret: { _ in nil }, formats: .all))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    (
      "url = 'mqtt://b.example', topic = 'a', version = '4'",
      #"version of webhook "x" is "4" but must be one of "3.1.1", "5""#
    ),
    (
      "format = 'ntfy', url = 'https://n.example', topic = 'a', priority = 6",
      #"priority of webhook "x" is 6 but must be a whole number from 1 to 5"#
    ),
    (
      "\(telegram), chat = 1.5",
      #"chat of webhook "x" is 1.5 but must be a text, a whole number or a secret"#
    ),
    (
      "\(telegram), chat = 0",
      #"chat of webhook "x" is neither a chat's number nor a channel's @name"#
    ),
    (
      "\(telegram), chat = '@a b'",
      #"chat of webhook "x" is neither a chat's number nor a channel's @name"#
    ),
    (
      "\(telegram), chat = '@'",
      #"chat of webhook "x" is neither a chat's number nor a channel's @name"#
    ),
    (
      "format = 'apprise', url = 'https://a.example', urls = {}",
      #"urls of webhook "x" is empty but must be a text, a secret or a list of them"#
    ),
    (
      "\(mail), subject = 'a\\nBcc: e@f.example'",
      #"subject of webhook "x" holds line ends or control characters"#
    ),
    (
      "format = 'matrix', url = 'https://m.example', room = '!a:b', token = 'a\\r\\nx: y'",
      #"token of webhook "x" holds line ends or control characters"#
    ),
    (
      "url = 'mqtt://b.example', topic = 'a\\xFFb'",
      #"topic of webhook "x" holds bytes that are not UTF-8"#
    ),
    (
      "url = 'mqtt://b.example', topic = 'a', status = 'a'",
      #"status of webhook "x" is the topic that messages are published to"#
    ),
    (
      "\(page), body = '<p>', headers = { X = 'a', x = 'b' }",
      #"headers of webhook "x" has x twice, whatever the case"#
    ),
    (
      "url = 'https://a.example', key = 'whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg='",
      #"key of webhook "x" is a public key that verifies ("whpk_…"), but must be a secret signing key ("whsk_…"), or a shared signing key ("whsec_…")"#
    ),
    (
      "url = 'https://a.example', key = 'sealsec_AAEC'",
      #"key of webhook "x" is a receiver's secret key that opens ("sealsec_…"), but must be a secret signing key ("whsk_…"), or a shared signing key ("whsec_…")"#
    ),
    (
      "url = 'https://a.example', send = 'sealed', seal = 'whsec_AAEC'",
      #"seal of webhook "x" is a shared signing key ("whsec_…"), but must be a public key to seal to ("sealpub_…")"#
    ),
    (
      "url = secret 'a b'",
      #"secret "a b" names no environment variable: letters, digits and _"#
    ),
  ])
  func `is refused with its line where it can't be meant`(options: String, sentence: String) {
    let refusal = refusal("-- a bot\nwebhook 'x' { \(options) }")
    #expect(refusal?.message == sentence)
    #expect(refusal?.line == 2)
  }

  @Test(arguments: ["!", "! a:b", "!a:", "!:b", "!a b", "!ä:b", "#a:b", ""])
  func `is refused a room that is none`(room: String) {
    let refusal = refusal("webhook 'x' { \(Self.matrix), room = '\(room)' }")
    #expect(refusal?.message.hasPrefix("room of webhook \"x\" is no room's id") == true)
  }

  @Test(arguments: ["!a:b", "!a:b.example:8448", "!abcDEF_-123"])
  func `takes rooms of each version`(room: String) {
    #expect(refusal("webhook 'x' { \(Self.matrix), room = '\(room)' }") == nil)
  }

  @Test(arguments: [
    ("7", #"webhook "7" is named by a number, as deliveries are"#),
    ("-7", #"webhook "-7" is named by a number, as deliveries are"#),
    (
      "99999999999999999999",
      #"webhook "99999999999999999999" is named by a number, as deliveries are"#
    ),
    (#"a\nb"#, "the name of webhook \"a⏎b\" holds line ends or control characters"),
    (#"a\xFF"#, "the name of webhook \"a\u{FFFD}\" holds bytes that are not UTF-8"),
  ])
  func `is refused a name that commands and lists can't have`(name: String, sentence: String) {
    let refusal = refusal("\nwebhook \"\(name)\" { url = 'https://a.example' }")
    #expect(refusal?.message == sentence)
    #expect(refusal?.line == 2)
  }

  @Test func `is refused an or_else, and a missing table, with its own line`() {
    let mistake = refusal(
      """
      webhook "a" { url = "https://a.example", or_else = "b" }
      -- webhook "b"
      webhook "b" {
        url = "https://b.example",
        or_else = "c",
      }
      """)
    #expect(mistake?.line == 5)
    #expect(mistake?.message.hasPrefix(#"or_else of webhook "b" is "c""#) == true)
    let own = refusal("\nwebhook(\"a\") { url = 'https://a.example', or_else = 'a' }")
    #expect(own?.line == 2)
    #expect(refusal("\n\nlocal x = webhook \"a\"")?.line == 3)
  }

  @Test(arguments: [
    "<a title={{text}}>", "<a title= {{text}} >", "<a {{text}}>", "<{{text}}>", "</{{text}}>",
    "<p>a</p><{{text}}", "<script>x = '{{text}}'</script>", "<style>{{text}}</style>",
    "<script type='a' async>{{text}}</script>", "<SCRIPT SRC=\"a\">{{text}}", "<!-- {{text}} -->",
    "<!DOCTYPE {{text}}>", "<a href='{{text}}'>", "<a href = \"{{text}}\">",
    "<img alt='a'src='{{text}}'>", "<p onclick=\"f('{{text}}')\">", "<p style='color: {{text}}'>",
    "<a title='a' {{text}}>", "<a title='a\"{{head}}' b={{text}}>", "<iframe srcdoc='{{text}}'>",
  ])
  func `is refused a placeholder where nothing is harmless in HTML`(body: String) {
    let refusal = refusal("webhook 'x' { \(Self.page), body = [[\(body)]] }")
    #expect(refusal?.message.contains("has a placeholder") == true, "\(body)")
    #expect(refusal?.line == 1)
  }

  @Test(arguments: [
    "<p>{{text}}</p>", "{{text}}", "<a title=\"{{text}}\">", "<a title = '{{text}}' >b</a>{{name}}",
    "<!DOCTYPE html><title>{{head}}</title>", "1 < 2 {{text}}", "<!-- note -->{{text}}",
    "<a href='https://a.example/?q={{text}}'>", "<script>f()</script><p>{{text}}</p>",
    "<br/>{{text}}", "<img alt='{{name}}' src='a.png'>{{text}}",
  ])
  func `takes a placeholder between tags and in quotes`(body: String) {
    #expect(refusal("webhook 'x' { \(Self.page), body = [[\(body)]] }") == nil, "\(body)")
  }
}
