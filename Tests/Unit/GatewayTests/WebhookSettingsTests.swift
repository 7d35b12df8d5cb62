import Foundation
import GatewayCore
import GatewayEngine
import GatewayRules
import GatewayWebhooks
import Synchronization
import Testing
import ToxWire

@testable import Gateway

/// Mistakes in a webhook's settings are found when the file is loaded, by every command.
@Suite struct `Settings of webhooks` {
  private let folder = NSTemporaryDirectory() + "postern-settings-" + UUID().uuidString

  private func load(_ source: String, _ secrets: [String: String] = [:]) throws -> Webhook {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/bot.lua"
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    let file = try RuleFile(path: path) { secrets[$0] }
    return try #require(file.bot.configuration.webhooks.first)
  }

  private func refusal(_ source: String, _ secrets: [String: String] = [:]) -> String? {
    do {
      _ = try load(source, secrets)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `a format is one of the program's`() throws {
    let source = "webhook 'desk' { url = 'https://a.example/', format = 'json' }"
    #expect(try load(source).format == "json")
    let refusal = refusal("webhook 'desk' { url = 'https://a.example/', format = 'xml' }")
    #expect(refusal?.contains(#"is "xml" but must be one of "json", "slack""#) == true)
  }

  @Test func `another format is another setting, and the standard one is as if it were not named`()
    throws
  {
    let keys = HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    let plain = Webhook(name: "desk", url: "https://a.example/")
    var odd = plain
    odd.format = "odd"
    #expect(keys.settingsHash(of: odd) != keys.settingsHash(of: plain))
    var moved = odd
    moved.settings = FormatSettings([.init("room", .string("!a:b.example"))])
    #expect(keys.settingsHash(of: moved) != keys.settingsHash(of: odd))
    // The form that older versions stored in their homes.
    let known = "2b602f9735216cc45c8616484c6a4b3f8fc247acbcdc8f27c08fc769b4efb86b"
    #expect(keys.settingsHash(of: plain) == [UInt8](hex: known))
  }

  @Test func `what was written in a format that is gone waits, and says why`() throws {
    let deliverer = try WebhookDeliverer(.direct, formats: .all)
    defer { deliverer.shutdown() }
    let told = Mutex<DeliveryResult?>(nil)
    let delivery = Delivery(
      id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, format: "gone",
      body: "", due: UnixMilliseconds(0))
    let attempt = Attempt(
      delivery, to: Webhook(name: "desk", url: "https://a.invalid/"), at: UnixMilliseconds(0),
      startedAt: Uptime(0))
    deliverer.deliver([attempt]) { _, outcome in told.withLock { $0 = outcome.result } }
    #expect(
      told.withLock { $0 } == .unreachable(#"This version has no format "gone" any more."#))
  }

  @Test(arguments: [
    ("format = 'matrix', url = 'https://a.example', token = 't'", "needs room"),
    (
      "format = 'matrix', url = 'https://a.example', token = 't', room = '#news:a.example'",
      "room of webhook \"desk\" is no room's id"
    ),
    (
      "format = 'matrix', url = 'https://a.example/_matrix', token = 't', room = '!a:b'",
      "url of webhook \"desk\" names a path"
    ),
    (
      "format = 'ntfy', url = 'https://a.example', topic = 'a/b'",
      "topic of webhook \"desk\" must have 1 to 64 letters"
    ),
    (
      "format = 'ntfy', url = 'https://a.example/news', topic = 'news'",
      "url of webhook \"desk\" names a path"
    ),
    ("format = 'ntfy', url = 'https://a.example', topic = 'x', priority = 6", "from 1 to 5"),
    ("format = 'telegram', chat = 5, token = 'hunter2'", "token of webhook \"desk\" is no bot's"),
    (
      "format = 'telegram', chat = 5, token = '1:a/../hunter2'",
      "token of webhook \"desk\" is no bot's"
    ),
    ("format = 'telegram', chat = 'news', token = '1:a'", "chat of webhook \"desk\" is neither"),
    ("format = 'apprise', url = 'https://a.example'", "config of webhook \"desk\" is missing"),
    (
      "format = 'apprise', url = 'https://a.example', config = 'a', urls = 'json://hunter2'",
      "can't stand beside config"
    ),
    (
      "format = 'apprise', url = 'https://a.example', tag = 'a', urls = 'json://hunter2'",
      "chooses among the services"
    ),
    ("format = 'slack', url = 'https://a.example', room = '!a'", "that is for \"matrix\""),
    (
      "format = 'slack', url = 'https://a.example', key = '\(HookKeys.text)'",
      "signs what is sent as \"json\", \"template\", \"cloudevents\""
    ),
    ("format = 'template', url = 'https://a.example', body = secret 'U'", "so no secret"),
    ("format = 'template', url = 'https://a.example', body = '{{txt}}'", "{{txt}}"),
  ])
  func `a setting that a format can't use is refused with its line, without its value`(
    settings: String, words: String
  ) throws {
    let refusal = try #require(
      self.refusal("\nwebhook 'desk' { \(settings) }", ["U": "hunter2"]))
    #expect(refusal.contains("bot.lua:2: ") && refusal.contains(words))
    #expect(!refusal.contains("hunter2"))
  }

  private func refusal(ofURL url: String) -> String? {
    refusal("webhook 'desk' { url = secret 'U' }", ["U": url])
  }

  @Test(arguments: [
    "ftp://a.example/x", "file:///etc/passwd", "htps://a.example/x", "https://", "http:///x",
    "a.example/x", "https//a.example", "http://a.example:99999/", "http://a.example:x/",
    "http://a.example:0/", "http://[::1/", "http://a b.example/", "http://a.example/a b",
    "http://user:p#w@a.example/", "http://a.example/x#part", "http://a.\u{FEFF}example/",
    "\"http://a.example/", "http://a.example/münchen",
    "http://" + String(repeating: "a", count: 254) + "/",
    "http://a.example/" + String(repeating: "a", count: 2_048),
  ])
  func `a url that is not for HTTP is refused with its line, without the url`(url: String) throws {
    let refusal = try #require(self.refusal(ofURL: url))
    #expect(refusal.contains("bot.lua:1: ") && refusal.contains("url of webhook \"desk\""))
    #expect(!refusal.contains("example") && !refusal.contains("passwd"))
  }

  @Test(arguments: [
    "https://a.example", "HTTPS://a.example:8443/x?y=z", "http://[::1]:8080/", "http://127.0.0.1/",
    "https://user:p%40s%23@a.example/%C3%BC", "http://a_b.example./", "http://xn--mnchen-3ya.test/",
  ])
  func `a valid url stays as it is`(url: String) throws {
    #expect(try load("webhook 'desk' { url = '\(url)' }").url == url)
  }

  @Test(arguments: [
    ("http://münchen.test/x", "http://xn--mnchen-3ya.test/x"),
    ("https://MÜNCHEN.test:8443/?a=b", "https://xn--mnchen-3ya.test:8443/?a=b"),
    ("http://mu\u{308}nchen.test/", "http://xn--mnchen-3ya.test/"),
    ("http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"),
    ("http://user:pass@straße.test/", "http://user:pass@xn--strae-oqa.test/"),
  ])
  func `a host in another script is taken in its ASCII form`(url: String, ascii: String) throws {
    #expect(try load("webhook 'desk' { url = '\(url)' }").url == ascii)
    #expect(try #require(ReceiverAddress(url: ascii)).host.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test(arguments: [
    "https://a.example/x", " https://a.example/x ", "https://a.example/x\n",
    "https://a.example/x\r\n", "\u{FEFF}https://a.example/x\n\n", "\thttps://a.example/x",
  ])
  func `what editors and shells leave around a secret is removed`(value: String) throws {
    let webhook = try load("webhook 'desk' { url = secret 'U' }", ["U": value])
    #expect(webhook.url == "https://a.example/x")
  }

  @Test(arguments: [
    ("https://a.example/x\nhttps://b.example/", "has more than one line"),
    ("'https://a.example/x'", "is in quotes"), ("\"https://a.example/x\"\n", "is in quotes"),
    ("https://a.example/\u{1B}", "control characters"), (" \n", "is not set"),
  ])
  func `an implausible secret is refused with its name and line`(
    value: String, reason: String
  ) throws {
    let refusal = try #require(self.refusal("\nwebhook 'desk' { url = secret 'U' }", ["U": value]))
    #expect(refusal.contains("bot.lua:2: secret \"U\" ") && refusal.contains(reason))
    #expect(!refusal.contains("example"))
  }

  @Test func `the authority of a certificate is read beside the bot's file`() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let pem = "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n"
    try pem.write(toFile: folder + "/own.pem", atomically: true, encoding: .utf8)
    let webhook = try load("webhook 'desk' { url = 'https://a.example', ca = 'own.pem' }")
    #expect(webhook.certificates == Array(pem.utf8))
  }

  @Test(arguments: [
    (nil, "can't be read"), ("", "without certificates"),
    ("-----BEGIN CERTIFICATE-----\nMA", "without certificates"),
    ("-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n", "without certificates"),
    ("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", "without certificates"),
  ])
  func `a file without certificates is refused`(content: String?, reason: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try content?.write(toFile: folder + "/own.pem", atomically: true, encoding: .utf8)
    let refusal = try #require(
      self.refusal("webhook 'desk' { url = 'https://a.example', ca = 'own.pem' }"))
    #expect(refusal.contains("bot.lua:1: ca of webhook \"desk\"") && refusal.contains(reason))
  }
}

/// A key that verifiers of Standard Webhooks take.
private enum HookKeys {
  static let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
}

/// `secret "NAME"` in the environment. Each test has a variable of its own, set once and left.
@Suite struct `Secrets of the environment` {
  private let file = NSTemporaryDirectory() + "postern-secret-" + UUID().uuidString

  @Test func `an empty variable does not hide the file`() throws {
    try "value\n".write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    setenv("POSTERN_TEST_EMPTY", "", 1)
    setenv("POSTERN_TEST_EMPTY_FILE", file, 1)
    #expect(try Secrets.environmentOrFile("POSTERN_TEST_EMPTY") == "value\n")
    #expect(Secrets.file("POSTERN_TEST_EMPTY") == file)
  }

  @Test func `a file that can't be read is told from a secret that is not set`() throws {
    setenv("POSTERN_TEST_GONE_FILE", file, 1)
    let mistake = #expect(throws: SettingMistake.self) {
      try Secrets.environmentOrFile("POSTERN_TEST_GONE")
    }
    #expect(mistake?.description.contains("POSTERN_TEST_GONE_FILE") == true)
    #expect(try Secrets.environmentOrFile("POSTERN_TEST_NOTHING") == nil)
  }
}
