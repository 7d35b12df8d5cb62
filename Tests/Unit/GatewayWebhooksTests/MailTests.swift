import Foundation
import GatewayCore
import GatewayWebhooks
import TestSupport
import Testing

/// Mails to a real server, by the courier.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Mails` {
  private func webhook(
    _ server: MailServer, to recipients: [String] = ["desk@example.org"],
    password: String? = nil, tls: String? = nil
  ) -> Webhook {
    var settings: [JSONValue.Member] = [
      .init("from", .string("bot@tips.example")),
      .init("to", .array(recipients.map(JSONValue.string))),
    ]
    if let password {
      settings += [.init("user", .string("bot")), .init("password", .string(password))]
    }
    if let tls { settings.append(.init("tls", .string(tls))) }
    var webhook = Webhook(
      name: "editor", url: server.url, format: "mail", settings: FormatSettings(settings),
      certificates: server.authority)
    webhook.allowed = .local
    return webhook
  }

  private func deliveries(_ webhook: Webhook, text: String = "hello") -> [Delivery] {
    let bodies = MailFormat().bodies(of: `The formats of webhooks`.event(text), for: webhook)
    return bodies.enumerated().map { index, body in
      Delivery(
        id: DeliveryID(Int64(index)), webhookID: "msg_\(index)", webhook: "editor", contact: nil,
        format: "mail", body: body, due: UnixMilliseconds(0))
    }
  }

  /// Each attempt's result.
  private func send(
    _ webhook: Webhook, text: String = "hello", route: CourierRoute = .direct, attempts: Int = 1
  ) async throws -> [DeliveryResult?] {
    let courier = try Courier(route: route)
    defer { courier.shutdown() }
    var results: [DeliveryResult?] = []
    for delivery in deliveries(webhook, text: text) {
      for attempt in 0..<attempts {
        let request = MailFormat().request(
          for: delivery, to: webhook, now: UnixMilliseconds(Int64(attempt)))
        results.append(
          await courier.answer(to: request, allowing: webhook.allowed)?.delivery(in: MailFormat()))
      }
    }
    return results
  }

  private func sentence(_ results: [DeliveryResult?]) -> String {
    if case .unreachable(let sentence)? = results.first { sentence } else { "\(results)" }
  }

  @Test(arguments: [MailServer.TLS.starttls, .smtps])
  func `arrive over TLS, with login, and tell nothing of the machine`(
    tls: MailServer.TLS
  ) async throws {
    let server = try MailServer(tls, login: "demanded")
    let results = try await send(webhook(server, password: "pass word"), text: ".\nzwölf\r\n..\n")
    #expect(results == [.delivered(status: 250)])
    let mail = try await server.nextMail()
    #expect(mail.from == "bot@tips.example" && mail.to == ["desk@example.org"])
    #expect(mail.hello == "[127.0.0.1]" && mail.isLoggedIn)
    let parts = mail.content.split(separator: "\r\n\r\n", maxSplits: 1)
    let fields = parts[0].split(separator: "\r\n").map(String.init)
    #expect(
      fields == [
        "Date: Mon, 05 Jan 2026 10:00:00 +0000", "From: <bot@tips.example>",
        "To: <desk@example.org>", "Message-ID: <msg_0@tips.example>", "Subject: New message",
        "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
      ])
    let body = try #require(
      Data(base64Encoded: String(parts[1]), options: .ignoreUnknownCharacters))
    #expect(String(decoding: body, as: UTF8.self).contains("\r\n> .\r\n> zwölf\r\n> ..\r\n"))
    #expect(mail.content.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
  }

  @Test func `tell what was said, where that is asked for, without the login`() async throws {
    let server = try MailServer(.starttls, login: "demanded")
    let webhook = webhook(server, password: "pass word")
    var request = MailFormat().request(
      for: deliveries(webhook)[0], to: webhook, now: UnixMilliseconds(0))
    let courier = try Courier()
    defer { courier.shutdown() }
    #expect(await courier.end(of: request, allowing: webhook.allowed)?.dialogue == [])
    request.isTraced = true
    let end = try #require(await courier.end(of: request, allowing: webhook.allowed))
    let lines = end.dialogue.map { "\($0.isSent ? ">" : "<") \($0.text)" }
    for line in ["> STARTTLS", "> MAIL FROM:<bot@tips.example>", "> RCPT TO:<desk@example.org>"] {
      #expect(lines.contains { $0.hasPrefix(line) }, "\(lines)")
    }
    #expect(lines.contains("> Subject: New message") && lines.contains { $0.hasPrefix("< 250") })
    #expect(lines.contains { $0.hasPrefix("> AUTH PLAIN") } && lines.contains("> …"))
    let login = Data("\0bot\0pass word".utf8).base64EncodedString()
    #expect(!lines.contains { $0.contains(login) || $0.contains("pass word") })
    #expect(end.address?.hasPrefix("127.0.0.1:") == true)
  }

  @Test func `arrive whole, however long they are`() async throws {
    let server = try MailServer(.starttls)
    let text = String(repeating: "x\n.\n", count: 30_000)
    #expect(try await send(webhook(server), text: text) == [.delivered(status: 250)])
    let content = try await server.nextMail().content
    let start = try #require(content.firstRange(of: "\r\n\r\n")?.upperBound)
    let body = try #require(
      Data(base64Encoded: String(content[start...]), options: .ignoreUnknownCharacters))
    #expect(String(decoding: body, as: UTF8.self).contains("> x\r\n> .\r\n> x"))
    #expect(body.count > 200_000)
  }

  @Test func `go to each recipient alone, so that one refusal stops no other`() async throws {
    let server = try MailServer(.starttls)
    let recipients = ["one@example.org", "refused@example.org", "two@example.org"]
    let results = try await send(webhook(server, to: recipients))
    #expect(
      results == [
        .delivered(status: 250), .rejected(status: 550, .message, reason: "5.1.1"),
        .delivered(status: 250),
      ])
    #expect(try await server.nextMail().to == ["one@example.org"])
    #expect(try await server.nextMail().to == ["two@example.org"])
  }

  @Test func `are tried again where the server says later`() async throws {
    let server = try MailServer(.starttls)
    let grey = try await send(webhook(server, to: ["grey@example.org"]), attempts: 2)
    #expect(
      grey == [.unreachable("The mail server answered 451 (4.7.1)."), .delivered(status: 250)])
    _ = try await server.nextMail()
    let full = try await send(webhook(server, to: ["full@example.org"]))
    #expect(full == [.unreachable("The mail server answered 452 (4.3.1).")])
  }

  @Test func `are refused for good, and taken with any answer of 2xx, at their end`() async throws {
    let server = try MailServer(.starttls)
    let spam = try await send(webhook(server, to: ["spam@example.org"]))
    #expect(spam == [.rejected(status: 554, .message, reason: "5.7.1")])
    let elsewhere = try await send(webhook(server, to: ["elsewhere@example.org"]))
    #expect(elsewhere == [.delivered(status: 251)])
  }

  @Test(arguments: ["421 4.3.2 shutting down", "250 2.0.0 bye", "554 5.5.0 what?"])
  func `are judged by what the server said of them, whatever it says at the end`(
    goodbye: String
  ) async throws {
    let server = try MailServer(.starttls, goodbye: goodbye)
    let recipients = ["one", "refused", "full", "spam", "elsewhere"].map { "\($0)@example.org" }
    #expect(
      try await send(webhook(server, to: recipients)) == [
        .delivered(status: 250), .rejected(status: 550, .message, reason: "5.1.1"),
        .unreachable("The mail server answered 452 (4.3.1)."),
        .rejected(status: 554, .message, reason: "5.7.1"), .delivered(status: 251),
      ])
  }

  @Test func `keep their Message-ID where the server drops them after the final dot`() async throws
  {
    let server = try MailServer(.starttls)
    let results = try await send(webhook(server, to: ["dropped@example.org"]), attempts: 2)
    guard case .unreachable? = results[0] else {
      Issue.record("\(results)")
      return
    }
    #expect(results[1] == .delivered(status: 250))
    #expect(try await server.nextMail().content == server.nextMail().content)
  }

  @Test func `pause where the login is refused or none is offered, and nothing is sent`()
    async throws
  {
    let demanding = try MailServer(.starttls, login: "demanded")
    #expect(
      try await send(webhook(demanding, password: "wrong"))
        == [.rejected(status: 535, .webhook, reason: "5.7.8")])
    #expect(
      try await send(webhook(demanding)) == [.rejected(status: 530, .webhook, reason: "5.7.0")])
    let without = try MailServer(.starttls, login: "none")
    let words = sentence(try await send(webhook(without, password: "pass word")))
    #expect(words.contains("offers no login") && words.contains("nothing was sent"))
    #expect(try await send(webhook(without)) == [.delivered(status: 250)])
    #expect(try await !without.nextMail().isLoggedIn, "the first mail is the one without login")
  }

  @Test func `are sent in clear text where the file says so, and not otherwise`() async throws {
    let server = try MailServer(.none)
    #expect(sentence(try await send(webhook(server))).contains("tls = \"none\""))
    #expect(try await send(webhook(server, tls: "none")) == [.delivered(status: 250)])
    _ = try await server.nextMail()
  }

  @Test(arguments: [MailServer.TLS.starttls, .smtps])
  func `are not sent to a server with another name or an unknown authority`(
    tls: MailServer.TLS
  ) async throws {
    let named = try MailServer(tls, certificate: .forAnotherName)
    #expect(sentence(try await send(webhook(named))).contains("another name"))
    let server = try MailServer(tls)
    var webhook = webhook(server)
    webhook.certificates = nil
    #expect(sentence(try await send(webhook)).contains("authority"))
  }

  @Test func `go to no address that is refused, and to the pinned one`() async throws {
    let server = try MailServer(.starttls)
    var webhook = webhook(server)
    webhook.url = webhook.url.replacing("127.0.0.1", with: "desk.invalid")
    let pinned = CourierRoute.pinned(["desk.invalid": "127.0.0.1"])
    #expect(try await send(webhook, route: pinned) == [.delivered(status: 250)])
    webhook.allowed = AllowedAddresses()
    #expect(sentence(try await send(webhook, route: pinned)).contains("allow = \"127.0.0.1\""))
    #expect(sentence(try await send(webhook, route: .pinned([:]))).contains("nothing is resolved"))
  }

  @Test func `go through a proxy as names`() async throws {
    let front = try SocksFront()
    var webhook = webhook(try MailServer(.starttls))
    webhook.url = "smtp://mail.invalid:2525"
    webhook.timeout = 1_000
    let proxy = CourierProxy(address: front.address) { receiver in
      (user: receiver.host, password: "\(receiver.port)")
    }
    // The front greets no client: it waits for a request of HTTP.
    #expect(try await send(webhook, route: .proxied(proxy)).count == 1)
    #expect(front.destinations == ["mail.invalid:2525"])
  }

  @Test func `are checked as far as the login by the doctor, and none is sent`() async throws {
    let server = try MailServer(.starttls, login: "demanded")
    func problem(_ webhook: Webhook) async throws -> String? {
      let courier = try Courier()
      defer { courier.shutdown() }
      return await withCheckedContinuation { continuation in
        courier.connect(to: webhook) { continuation.resume(returning: $0) }
      }
    }
    #expect(try await problem(webhook(server, password: "pass word")) == nil)
    let fault = try await problem(webhook(server, password: "wrong"))
    #expect(fault == "The receiver answered 535 (5.7.8).")
    let open = try MailServer(.none)
    #expect(try await problem(webhook(open))?.contains("TLS") == true)
  }
}
