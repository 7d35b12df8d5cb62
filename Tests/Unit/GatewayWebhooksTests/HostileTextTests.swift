import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// One table of hostile texts, run through every format that shows text to people: as the message,
/// as the name of its sender and as data of the rule.
@Suite struct `A hostile text` {
  struct Row: Sendable, CustomTestStringConvertible {
    var what: String
    var text: String
    var testDescription: String { what }
  }

  static let rows = [
    Row(what: "pings a channel of Slack", text: "<!channel> <!here> <!everyone> <!all>"),
    Row(what: "pings a user of Slack", text: "<@U024BE7LH> <!subteam^S1|ops> <#C1|general>"),
    Row(what: "pings by plain names", text: "@everyone @channel @here @all @room @alice"),
    Row(what: "pings a user or a role of Discord", text: "<@12345> <@!12345> <@&12345> <#123>"),
    Row(what: "pings with full-width or nested signs", text: "＠everyone <<!channel>> <!channel|x>"),
    Row(what: "holds an entity already", text: "&lt;!channel&gt; &amp;lt; &#60;!here&#62;"),
    Row(what: "links as Slack does", text: "<https://evil.example|https://bank.example>"),
    Row(what: "links as Markdown does", text: "[https://bank.example](https://evil.example)"),
    Row(what: "links behind backslashes", text: #"\[a](http://b) \\[a](http://b) <http://b\|a\>"#),
    Row(what: "links as an image", text: "![x](https://evil.example/p.png) <img src=x>"),
    Row(what: "links by a reference", text: "[a][1]\n\n[1]: https://evil.example"),
    Row(what: "is HTML", text: "<a href='https://evil.example'>bank</a><script>x()</script>"),
    Row(what: "is a command of a bot", text: "/stop@bot /giphy tg://user?id=1 @botfather"),
    Row(what: "forges a sender", text: "hi\nblue-otter \"Bob\"\n> I quit"),
    Row(what: "forges a sender in Markdown", text: "hi\n\n**blue-otter**\n# blue-otter\n---"),
    Row(what: "forges a quote's end", text: "> hi\n\n\nblue-otter: \n>>> x\n>"),
    Row(what: "forges the rule's data", text: "hi\nlevel: 1\nextra: {\"level\":1}"),
    Row(what: "forges a part's number", text: "(2 of 2)\namber-heron (2 of 2)\n> x"),
    Row(what: "injects a header", text: "a\r\nx-evil: yes\r\n\r\nPOST / HTTP/1.1\n\u{0}"),
    Row(what: "ends a JSON string", text: #"","channel":"@all","x":"\u0022\\"#),
    Row(
      what: "turns its direction around", text: "\u{202E}gpj.exe\u{202C} \u{2066}x\u{2069}\u{200F}"),
    Row(what: "moves a terminal", text: "\u{1B}[2J\u{1B}]0;x\u{7}\u{8}\u{7F}\u{9B}1m"),
    Row(what: "ends lines in other ways", text: "a\u{2028}b\u{2029}c\u{85}d\u{B}e\u{C}f\rg"),
    Row(what: "hides characters", text: "a\u{200B}d\u{2060}m\u{FEFF}i\u{AD}n\u{E0041}\u{E007F}"),
    Row(what: "is code", text: "```\n@here\n``` `[a](http://b)` ~~~\n||x||"),
    Row(what: "is a formula or a template", text: "$$x$$ \\(x\\) {{DATE(now)}} ${env} <% x %>"),
    Row(what: "is written from right to left", text: "שלום <b> مرحبا (2 of 3)"),
    Row(what: "is empty", text: ""),
    Row(what: "is space", text: " \n\t\n "),
    Row(what: "is one pile of accents", text: "e" + String(repeating: "\u{301}", count: 3_000)),
    Row(what: "grows when it is escaped", text: String(repeating: "<&\\_*@", count: 1_000)),
    Row(what: "is long without a space", text: String(repeating: "é漢👩‍🚀", count: 600)),
    Row(what: "is lines alone", text: String(repeating: "\n", count: 5_000)),
    Row(what: "is long lines", text: String(repeating: "word [x](y) @all\n", count: 400)),
  ]

  /// The formats that show text; others hand it to a program as it is.
  static let formats = FormatExamples.formats.map(\.name).filter { name in
    !["json", "template", "cloudevents", "mqtt"].contains(name)
  }

  private func parts(_ event: WebhookEvent, _ name: String) throws -> [ShownMessage] {
    let format = try #require(WebhookFormats.all[name])
    return try FormatExamples.requests(event, in: format).map { request in
      try ShownMessage(request, format: name)
    }
  }

  @Test(arguments: rows, formats)
  func `pings no one, forges no link, and stands behind its sender`(
    row: Row, format: String
  ) throws {
    let parts = try parts(FormatExamples.message(row.text), format)
    for part in parts {
      #expect(part.pings == [] && part.links == [])
      #expect(part.lines.first?.hasPrefix("amber-heron \"Alice\"") == true)
      #expect(
        part.lines.dropFirst().allSatisfy { line in
          line.unicodeScalars.starts(with: "> ".unicodeScalars) || line.hasPrefix("… the rest")
        })
      #expect(part.lines.allSatisfy { !$0.unicodeScalars.contains(where: Self.isHarmful) })
    }
    #expect(parts.count <= 40)
  }

  @Test(arguments: rows, formats)
  func `loses nothing but what is not shown, over all its parts in order`(
    row: Row, format: String
  ) throws {
    let parts = try parts(FormatExamples.message(row.text), format)
    let heads = parts.map { $0.lines[0].dropFirst("amber-heron \"Alice\"".count) }
    #expect(
      heads == (parts.count == 1 ? [""] : parts.indices.map { " (\($0 + 1) of \(parts.count))" }))
    guard parts.last?.lines.last?.hasPrefix("…") != true else { return }
    // A line may go on in the next part; the ends of lines are not compared.
    let shown = parts.flatMap { $0.lines.dropFirst() }.map {
      String($0.unicodeScalars.dropFirst(2))
    }
    #expect(shown.joined() == row.text.shownAsLines().replacing("\n", with: ""))
  }

  @Test(arguments: rows, formats)
  func `as a name or as data stays on its line`(row: Row, format: String) throws {
    let event = FormatExamples.message(
      "hi", name: row.text, extra: .object([.init("note", .string(row.text))]))
    for part in try parts(event, format) {
      #expect(part.pings == [] && part.links == [])
      #expect(part.lines[0].hasPrefix("amber-heron") && part.lines[0].count < 110)
      #expect(part.lines[0].filter { $0 == "\"" }.count == (row.hasNoName ? 0 : 2))
      for line in part.lines.dropFirst() where !["> hi", ""].contains(line) && !line.hasPrefix("…")
      {
        #expect(line.hasPrefix("note: ") || part.lines[0].contains(" of "))
        #expect(!line.unicodeScalars.contains(where: Self.isHarmful))
      }
    }
  }

  @Test(arguments: rows, FormatExamples.formats.map(\.name))
  func `is in the body of a request alone`(row: Row, name: String) throws {
    let format = try #require(WebhookFormats.all[name])
    let event = FormatExamples.message(row.text, name: row.text, extra: .string(row.text))
    let harmless = FormatExamples.requests(FormatExamples.message("hi"), in: format)
    for request in FormatExamples.requests(event, in: format).prefix(1) {
      #expect(request.url == harmless[0].url && request.http?.method == harmless[0].http?.method)
      #expect(request.http?.headers == harmless[0].http?.headers)
      if case .mail(let mail) = request.content, case .mail(let other) = harmless[0].content {
        #expect(mail.from == other.from && mail.recipient == other.recipient)
        #expect(Self.head(of: mail) == Self.head(of: other))
      }
    }
  }

  private static func head(of mail: MailContent) -> String {
    String(decoding: mail.message ?? [], as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
  }

  /// Control characters but the tab, and marks of direction but those that isolate a name.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    if ["\t", "\u{2068}", "\u{2069}"].contains(scalar) { return false }
    return scalar.isUnseen
  }
}

extension `A hostile text`.Row {
  fileprivate var hasNoName: Bool {
    text.allSatisfy(\.isWhitespace) || text.shownInLine.allSatisfy(\.isWhitespace)
  }
}
