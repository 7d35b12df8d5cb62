import Foundation
import GatewayCore
import GatewayWebhooks
import Testing

/// Each provider's limit, counted in its own unit on what is sent.
@Suite struct `The limit of a provider` {
  /// A member of the JSON, the unit in which the provider counts it, and its limit.
  struct Limit: Sendable {
    var format: String
    var member: String
    var count: @Sendable (String) -> Int
    var max: Int
  }

  static let limits = [
    Limit(format: "slack", member: "text", count: \.utf16.count, max: 4_000),
    Limit(format: "mattermost", member: "text", count: \.unicodeScalars.count, max: 4_000),
    Limit(format: "rocketchat", member: "text", count: \.utf16.count, max: 5_000),
    Limit(format: "discord", member: "content", count: \.utf16.count, max: 2_000),
    Limit(format: "matrix", member: "body", count: jsonBytes, max: 60_002),
    Limit(format: "ntfy", member: "message", count: \.utf8.count, max: 4_096),
    Limit(format: "telegram", member: "text", count: \.utf16.count, max: 4_096),
    Limit(format: "gotify", member: "message", count: \.utf8.count, max: 32_000),
    Limit(format: "apprise", member: "body", count: \.utf16.count, max: 32_768),
    Limit(format: "apprise", member: "title", count: \.utf16.count, max: 250),
  ]

  @Sendable private static func jsonBytes(_ text: String) -> Int {
    JSONValue.string(text).byteCount
  }

  private static let name = String(repeating: "👩‍🚀", count: 11) + "\"\\<&"

  private static func bodies(_ text: String, _ limit: Limit) throws -> [[UInt8]] {
    let format = try #require(WebhookFormats.all[limit.format])
    let event = FormatExamples.message(
      text, name: name, sentAt: FormatExamples.time,
      extra: .object([.init("note", .string(text))]))
    return FormatExamples.requests(event, in: format).compactMap { $0.http?.body }
  }

  @Test(arguments: `A hostile text`.rows, limits)
  func `is kept whatever is written`(row: `A hostile text`.Row, limit: Limit) throws {
    for body in try Self.bodies(row.text, limit) {
      let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
      let text = try #require(json?[limit.member] as? String)
      #expect(limit.count(text) <= limit.max)
      // ntfy refuses a JSON of more than twice its message's limit.
      #expect(limit.format != "ntfy" || body.count <= 8_192)
    }
  }

  /// Teams counts the whole card, in which each line is a block of its own.
  @Test(arguments: `A hostile text`.rows)
  func `is kept by a card of Teams as a whole`(row: `A hostile text`.Row) throws {
    let format = try #require(WebhookFormats.all["teams"])
    let event = FormatExamples.message(
      row.text, name: Self.name, extra: .object([.init("note", .string(row.text))]))
    let sizes = FormatExamples.requests(event, in: format).compactMap { $0.http?.body.count }
    #expect(!sizes.isEmpty && sizes.allSatisfy { $0 <= 18_000 }, "\(sizes.max() ?? 0)")
  }

  @Test(arguments: limits.filter { $0.member != "title" })
  func `is used: a text of nearly that size is one message, twice as much at most three`(
    limit: Limit
  ) throws {
    func count(_ size: Int) throws -> Int {
      let format = try #require(WebhookFormats.all[limit.format])
      let event = FormatExamples.message(String(repeating: "x", count: size))
      return FormatExamples.requests(event, in: format).count
    }
    #expect(try count(limit.max * 7 / 10) == 1)
    #expect((2...3).contains(try count(limit.max * 2)))
  }

  @Test func `cuts between words where there are any, and never inside an escape`() throws {
    let text = String(repeating: "a<b> & ", count: 2_000)
    for limit in Self.limits where limit.member != "title" {
      let format = try #require(WebhookFormats.all[limit.format])
      let parts = try FormatExamples.requests(FormatExamples.message(text), in: format).map {
        try ShownMessage($0, format: limit.format)
      }
      for part in parts {
        let words = part.lines[1].dropFirst(2).split(separator: " ")
        #expect(words.allSatisfy { $0 == "a<b>" || $0 == "&" })
      }
    }
  }

  @Test func `ends what is too long for forty messages with a mark`() throws {
    let text = String(repeating: "*", count: 64_000)
    let format = DiscordFormat()
    let parts = try FormatExamples.requests(FormatExamples.message(text), in: format).map {
      try ShownMessage($0, format: "discord")
    }
    #expect(parts.count == 40)
    #expect(parts.last?.lines.last == "… the rest is not sent: it is too long for this receiver")
    #expect(parts.dropLast().allSatisfy { $0.lines.count == 2 })
  }
}
