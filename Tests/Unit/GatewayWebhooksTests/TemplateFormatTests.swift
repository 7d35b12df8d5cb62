import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

@Suite struct `A template` {
  private let format = TemplateFormat()

  private func webhook(
    _ body: String, content: String? = nil, headers: [JSONValue.Member] = []
  ) -> Webhook {
    var settings: [JSONValue.Member] = [.init("body", .string(body))]
    if let content { settings.append(.init("content", .string(content))) }
    if !headers.isEmpty { settings.append(.init("headers", .object(headers))) }
    return Webhook(
      name: "desk", url: "https://desk.example/", format: "template",
      settings: FormatSettings(settings))
  }

  private func mistake(_ webhook: Webhook) -> String? {
    do throws(FormatSettingMistake) {
      try format.check(webhook)
      return nil
    } catch {
      return "\(error.setting) \(error)"
    }
  }

  @Test(arguments: `A hostile text`.rows)
  func `keeps a text within the place that it was given, in each kind of body`(
    row: `A hostile text`.Row
  ) throws {
    let event = FormatExamples.message(row.text, name: row.text)
    let shown = row.text.shownAsLines()
    let json = format.bodies(of: event, for: webhook(#"{"a":"{{text}}","b":1}"#))[0]
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect(object?["a"] as? String == shown && object?.count == 2)

    let form = format.bodies(of: event, for: webhook("a={{text}}&b=1", content: "form"))[0]
    let fields = form.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
    #expect(fields.count == 2 && fields[0].count == (shown.isEmpty ? 1 : 2))
    #expect(fields[0].dropFirst().first.map(String.init)?.removingPercentEncoding ?? "" == shown)

    let html = format.bodies(
      of: event, for: webhook("<p title='{{name}}'>{{text}}</p>", content: "html"))[0]
    #expect(html.filter { $0 == "<" }.count == 2 && html.filter { $0 == "'" }.count == 2)

    let text = format.bodies(of: event, for: webhook("{{codename}}\n{{text}}", content: "text"))[0]
    #expect(text == "amber-heron\n" + shown)
  }

  @Test func `knows what an event holds, and nothing of a notice`() {
    let body =
      "{{type}}|{{id}}|{{codename}}|{{name}}|{{kind}}|{{text}}|{{time}}|{{sent_at}}|"
      + "{{extra.level}}|{{extra.none}}|{{head}}"
    let event = FormatExamples.message(
      "hi", sentAt: FormatExamples.time, extra: .object([.init("level", .integer(3))]))
    let webhook = webhook(body, content: "text")
    #expect(
      format.bodies(of: event, for: webhook) == [
        "message|17|amber-heron|Alice|text|hi|2026-01-05T10:00:00.000Z|2026-01-05T10:00:00.000Z|"
          + "3||amber-heron \"Alice\", written 2026-01-05 10:00 UTC"
      ])
    #expect(
      format.bodies(of: .notice(at: FormatExamples.time), for: webhook) == [
        "notice||||||2026-01-05T10:00:00.000Z||||"
          + "Something arrived on 2026-01-05 between 10:00 and 11:00 UTC"
      ])
  }

  @Test(arguments: [
    ("{{txt}}", "has no placeholder {{txt}}; it knows head, type, id,"),
    ("{{}}", "has no placeholder {{}}"), ("{{extra.}}", "has no placeholder {{extra.}}"),
    ("{{text", "opens a placeholder with {{ and does not close it with }}"),
    ("{\"a\":{{text}}}", "is no JSON; each placeholder stands in quotes"),
    ("{'a':'{{text}}'}", "is no JSON"), ("", "is no JSON"),
  ])
  func `with a mistake is refused when its file is read`(body: String, words: String) throws {
    let refusal = try #require(mistake(webhook(body)))
    #expect(refusal.hasPrefix("body ") && refusal.contains(words))
  }

  @Test(arguments: [
    ("Host", "x", "which the program sets itself"), ("content-length", "1", "sets itself"),
    ("webhook-id", "x", "sets itself"), ("a b", "x", "a name that is none"), ("", "x", "none"),
    ("x-a", "{{text}}", "has a placeholder in x-a"), ("x-a", "a\r\nb: c", "printable"),
    ("x-a", "é", "printable"), ("x-a", "", "empty"), ("x:a", "b", "none"),
  ])
  func `refuses a header that is none or is not the owner's`(
    name: String, value: String, words: String
  ) throws {
    let webhook = webhook("\"{{text}}\"", headers: [.init(name, .string(value))])
    let refusal = try #require(mistake(webhook))
    #expect(refusal.hasPrefix("headers ") && refusal.contains(words))
  }

  @Test func `sends its own headers in place of the usual ones`() throws {
    let webhook = webhook(
      "{{text}}", content: "text",
      headers: [
        .init("Content-Type", .string("text/x")), .init("x-token", .string("secret-token")),
      ])
    #expect(mistake(webhook) == nil)
    let request = FormatExamples.requests(
      FormatExamples.message("hi"), in: format, to: webhook)[0]
    #expect(
      request.http?.headers.map(\.name) == [
        "user-agent", "webhook-id", "webhook-timestamp", "Content-Type", "x-token",
      ])
  }
}

@Suite struct `An envelope of CloudEvents` {
  @Test func `has the attributes that the specification demands`() throws {
    let request = FormatExamples.requests(
      FormatExamples.message("hi"), in: CloudEventsFormat())[0]
    let body = try #require(request.http?.body)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    #expect(json["specversion"] as? String == "1.0" && json["id"] as? String == "msg_1")
    #expect(json["source"] as? String == "urn:postern")
    #expect(json["type"] as? String == "postern.message")
    #expect(json["time"] as? String == "2026-01-05T10:00:00.000Z")
    #expect((json["data"] as? [String: Any])?["text"] as? String == "hi")
    #expect(
      request.http?.headers.first
        == HeaderField(
          name: "content-type", value: "application/cloudevents+json; charset=utf-8"))
  }

  @Test func `is signed as a whole`() throws {
    let key = try WebhookKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")
    let webhook = Webhook(
      name: "desk", url: "https://desk.example/", key: key, format: "cloudevents")
    let request = FormatExamples.requests(
      FormatExamples.message("hi"), in: CloudEventsFormat(), to: webhook)[0]
    let body = String(decoding: try #require(request.http?.body), as: UTF8.self)
    let signature = WebhookSignature(key: key).header(for: "msg_1.1767607200.\(body)")
    #expect(
      request.http?.headers.last == HeaderField(name: "webhook-signature", value: signature))
  }

  @Test(arguments: ["", "a b", "é", "<x>", "a\nb"])
  func `needs a source that is a reference`(source: String) {
    let webhook = Webhook(
      name: "desk", url: "https://desk.example/", format: "cloudevents",
      settings: FormatSettings([.init("source", .string(source))]))
    #expect(throws: FormatSettingMistake.self) { try CloudEventsFormat().check(webhook) }
  }
}
