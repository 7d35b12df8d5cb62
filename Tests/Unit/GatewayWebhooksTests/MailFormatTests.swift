import Foundation
import GatewayCore
import Testing

@testable import GatewayWebhooks

/// What a mail consists of, and what its webhook may say, without any server.
@Suite struct `The format of mails` {
  private func mistake(_ settings: [String: JSONValue], url: String = "smtp://mail.example")
    -> String?
  {
    var members: [JSONValue.Member] = [
      .init("from", .string("bot@example.org")), .init("to", .array([.string("a@example.org")])),
    ]
    members.removeAll { settings[$0.name] != nil }
    members += settings.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
    do throws(FormatSettingMistake) {
      try MailFormat().check(
        Webhook(name: "desk", url: url, format: "mail", settings: FormatSettings(members)))
      return nil
    } catch {
      return "\(error.setting) \(error)"
    }
  }

  @Test(arguments: [
    "", "desk", "@example.org", "desk@", "a@b@example.org", "a b@example.org", "a@exam ple.org",
    "a@example.org\r\nRCPT TO:<b@example.org>", "a\n@example.org", "<a@example.org>",
    "Desk <a@example.org>", "\"a\"@example.org", "a@example.org> NOTIFY=NEVER", "jörg@example.org",
    "a@müller.example", "a@[127.0.0.1]", "a@example..org", "a@-example.org", "a@example.org.",
    ".a@example.org", "a,b@example.org", "a@example.org,b@example.org", "a;b@example.org",
    "a@example.org\u{0}", "\(String(repeating: "a", count: 65))@example.org",
    "a@\(String(repeating: "a", count: 64)).org",
  ])
  func `take no address that could be more than one, or another command`(text: String) {
    #expect(MailAddress(text) == nil)
    #expect(mistake(["from": .string(text)])?.hasPrefix("from must be an address") == true)
    #expect(mistake(["to": .array([.string(text)])])?.hasPrefix("to must be an address") == true)
  }

  @Test(arguments: [
    "a@example.org", "first.last+tag@mail-1.example.org", "o'neil=x@xn--mller-kva.example",
  ])
  func `take an address in ASCII`(text: String) {
    #expect(MailAddress(text)?.text == text)
    #expect(mistake(["from": .string(text)]) == nil)
  }

  @Test func `say which setting is wrong, without its value`() {
    #expect(mistake([:]) == nil)
    #expect(mistake(["to": .array([])])?.hasPrefix("to must have from 1") == true)
    let twice = JSONValue.array([.string("a@example.org"), .string("a@example.org")])
    #expect(mistake(["to": twice]) == "to has an address twice")
    #expect(mistake(["user": .string("bot")])?.hasPrefix("password is missing") == true)
    #expect(mistake(["password": .string("x")])?.hasPrefix("user is missing") == true)
    #expect(
      mistake(["user": .string("bot\0x"), "password": .string("x")])
        == "user has control characters")
    #expect(mistake(["tls": .string("none")]) == nil)
    #expect(mistake(["tls": .string("none")], url: "SMTPS://a")?.hasPrefix("tls is") == true)
    let login: [String: JSONValue] = [
      "tls": .string("none"), "user": .string("bot"), "password": .string("secret"),
    ]
    #expect(mistake(login)?.contains("readable on its way") == true)
  }

  @Test(arguments: `The formats of webhooks`.hostileTexts)
  func `has no line of a message in the header, and only Base64 in the body`(text: String) throws {
    let webhook = FormatExamples.webhook(MailFormat())
    for body in MailFormat().bodies(of: `The formats of webhooks`.event(text), for: webhook) {
      let delivery = Delivery(
        id: DeliveryID(1), webhookID: "msg_1", webhook: "desk", contact: nil, body: body,
        due: UnixMilliseconds(0))
      let request = MailFormat().request(for: delivery, to: webhook, now: UnixMilliseconds(0))
      guard case .mail(let mail) = request.content, let message = mail.message else {
        Issue.record("\(request)")
        continue
      }
      let parts = String(decoding: message, as: UTF8.self).components(separatedBy: "\r\n\r\n")
      #expect(parts.count == 2)
      #expect(parts[0].components(separatedBy: "\r\n").count == 9)
      #expect(parts[0].utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 13 || $0 == 10 })
      for line in parts[1].components(separatedBy: "\r\n") { #expect(line.utf8.count <= 76) }
      #expect(Data(base64Encoded: parts[1], options: .ignoreUnknownCharacters) != nil)
    }
  }

  @Test(arguments: [
    ("Plain words: all's well", "Plain words: all's well"),
    ("Grüße", "=?utf-8?B?R3LDvMOfZQ==?="),
    ("a\r\nBcc: b@example.org", "=?utf-8?B?YSAgQmNjOiBiQGV4YW1wbGUub3Jn?="),
    ("=?utf-8?B?eA==?=", "=?utf-8?B?PT91dGYtOD9CP2VBPT0/PQ==?="),
    (" x", "=?utf-8?B?IHg=?="),
  ])
  func `writes a subject that others read as it is`(subject: String, field: String) {
    #expect(MailMessage.encodedWords(of: subject) == field)
  }

  @Test func `folds a long subject between characters`() {
    let field = MailMessage.encodedWords(of: String(repeating: "漢字👩‍🚀", count: 40))
    let words = field.components(separatedBy: "\r\n ")
    #expect(words.count > 1)
    var text = ""
    for word in words {
      #expect(word.utf8.count <= 75)
      let data = Data(base64Encoded: String(word.dropFirst(10).dropLast(2)))
      text += data.flatMap { String(data: $0, encoding: .utf8) } ?? "?"
    }
    #expect(text == String(repeating: "漢字👩‍🚀", count: 40))
  }

  @Test func `takes one recipient for notices, which stand for each other`() throws {
    var webhook = FormatExamples.webhook(MailFormat())
    webhook.send = .notice
    try MailFormat().check(webhook)
    webhook.settings = FormatSettings([
      .init("from", .string("bot@example.org")),
      .init("to", .array([.string("a@example.org"), .string("b@example.org")])),
    ])
    let mistake = #expect(throws: FormatSettingMistake.self) { try MailFormat().check(webhook) }
    #expect(mistake?.setting == "to")
    webhook.send = .full
    try MailFormat().check(webhook)
  }

  @Test func `stores what it needs for another attempt`() throws {
    let address = try #require(MailAddress("a@example.org"))
    let draft = MailDraft(
      to: address, at: UnixMilliseconds(1_767_607_200_000), text: "To: b\n\nDate: x\n")
    let read = try #require(MailDraft(body: draft.body))
    #expect(read.recipient == address && read.date == draft.date && read.text == draft.text)
    for body in ["", "To: a@example.org", "To: x\nDate: y\n\nz", "Date: y\nTo: a@example.org\n\nz"]
    {
      #expect(MailDraft(body: body) == nil)
    }
  }
}
