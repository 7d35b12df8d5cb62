import Foundation
import GatewayCore
import Testing

/// What a receiver makes of a request: a small model of the parser of each provider, written from
/// its documentation and not from ours.
struct ShownMessage {
  /// As a person reads it, title first.
  var lines: [String]
  /// Parts of the markup that would notify a user or a room.
  var pings: [String]
  /// Links whose text is not their address.
  var links: [String]

  init(_ request: WebhookRequest, format: String) throws {
    if case .mail(let mail) = request.content {
      self = try Self.mail(String(decoding: try #require(mail.message), as: UTF8.self))
      return
    }
    let body = try #require(request.http?.body)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any], "a JSON object")
    switch format {
    case "slack": self = try Self.slack(json)
    case "mattermost": self = try Self.mattermost(json)
    case "rocketchat": self = try Self.rocketChat(json)
    case "discord": self = try Self.discord(json)
    case "matrix": self = try Self.matrix(json)
    case "ntfy": self = try Self.titled(json, text: "message", keys: Self.ntfyKeys)
    case "telegram": self = try Self.telegram(json)
    case "gotify": self = try Self.titled(json, text: "message", keys: Self.gotifyKeys)
    case "teams": self = try Self.teams(json)
    default: self = try Self.titled(json, text: "body", keys: Self.appriseKeys)
    }
  }

  private init(_ text: String, pings: [String] = [], links: [String] = []) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    self.pings = pings
    self.links = links
  }

  /// Plain text: nothing in it is markup.
  private static func mail(_ message: String) throws -> ShownMessage {
    let parts = message.components(separatedBy: "\r\n\r\n")
    #expect(parts.count == 2 && parts[0].components(separatedBy: "\r\n").count == 9)
    let body = Data(base64Encoded: try #require(parts.last), options: .ignoreUnknownCharacters)
    let text = String(decoding: try #require(body), as: UTF8.self)
    #expect(text.hasSuffix("\r\n"))
    return ShownMessage(String(text.replacing("\r\n", with: "\n").dropLast()))
  }

  private static func found(_ pattern: String, in text: String) throws -> [String] {
    try text.matches(of: Regex(pattern)).map { String(text[$0.range]) }
  }

  /// Everything between `<` and `>` is a command.
  private static func slack(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["text", "mrkdwn", "unfurl_links", "unfurl_media"])
    #expect(json["mrkdwn"] as? Bool == false && json["unfurl_links"] as? Bool == false)
    let text = try #require(json["text"] as? String)
    let shown = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&amp;", with: "&")
    let commands = try found("<[^>]*>", in: text)
    return ShownMessage(
      shown, pings: commands.filter { "!@#".contains($0.dropFirst().prefix(1)) }, links: commands)
  }

  /// Slack's commands are replaced first; then Markdown is read, in which a backslash takes the
  /// meaning of what follows.
  private static func mattermost(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["text"])
    let text = try #require(json["text"] as? String)
    let commands = try found(#"<!(channel|here|all)>"#, in: text)
    let replaced = text.replacing(
      try Regex(#"<([^\n<|>]+)\|([^|\n>]+)>"#, as: (Substring, Substring, Substring).self)
    ) { "[\($0.output.2)](\($0.output.1))" }
    return ShownMessage(
      unescaped(text.replacing("\u{200B}", with: "")),
      pings: commands + (try found(#"@[A-Za-z0-9._-]"#, in: text)),
      links: try markdownLinks(in: replaced))
  }

  private static func rocketChat(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["text", "parseUrls"] && json["parseUrls"] as? Bool == false)
    let text = try #require(json["text"] as? String)
    return ShownMessage(
      text.replacing("\u{200B}", with: "").replacing("\u{FF1C}", with: "<"),
      pings: try found(#"[@#][\p{L}\p{N}._-]"#, in: text),
      links: try found(#"\]\("#, in: text) + found(#"<[^|\n]*\|[^>\n]*>"#, in: text))
  }

  private static func discord(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["content", "allowed_mentions", "flags"])
    #expect(json["flags"] as? Int == 4)
    // No kind and no list of ids: nothing pings, whatever is written.
    #expect(json["allowed_mentions"] as? [String: [String]] == ["parse": []])
    let text = try #require(json["content"] as? String)
    return ShownMessage(unescaped(text), links: try markdownLinks(in: text))
  }

  private static func matrix(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["msgtype", "body", "m.mentions"])
    #expect(json["msgtype"] as? String == "m.notice")
    #expect((json["m.mentions"] as? [String: Any])?.isEmpty == true)
    return ShownMessage(try #require(json["body"] as? String))
  }

  /// What an entity of the whole text leaves out can be a mention or a link.
  private static func telegram(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["chat_id", "text", "entities", "link_preview_options"])
    let text = try #require(json["text"] as? String)
    let entities = try #require(json["entities"] as? [[String: Any]])
    let pre = try #require(entities.first)
    #expect(entities.count == 1 && pre["type"] as? String == "pre" && pre["offset"] as? Int == 0)
    let covered = try #require(pre["length"] as? Int)
    let rest = String(decoding: Array(text.utf16)[covered...], as: UTF16.self)
    return ShownMessage(text, pings: rest.isEmpty ? [] : [rest])
  }

  /// Blocks of one run each, in which nothing is read but the text.
  private static func teams(_ json: [String: Any]) throws -> ShownMessage {
    #expect(Set(json.keys) == ["type", "attachments"])
    let attachment = try #require((json["attachments"] as? [[String: Any]])?.first)
    let card = try #require(attachment["content"] as? [String: Any])
    #expect(Set(card.keys) == ["type", "version", "body"], "no entities, no actions")
    let lines = try (try #require(card["body"] as? [[String: Any]])).map { block in
      #expect(block["type"] as? String == "RichTextBlock")
      let runs = try #require(block["inlines"] as? [[String: String]])
      #expect(runs.count == 1 && Set(runs[0].keys).isSubset(of: ["type", "text", "weight"]))
      return try #require(runs[0]["text"])
    }
    #expect(lines.allSatisfy { !$0.contains("\n") })
    return ShownMessage(lines.joined(separator: "\n"))
  }

  private static let gotifyKeys: Set = ["priority", "title", "message"]
  private static let ntfyKeys: Set = ["topic", "priority", "title", "message"]
  private static let appriseKeys: Set = ["tag", "title", "body", "type", "format"]

  private static func titled(
    _ json: [String: Any], text: String, keys: Set<String>
  ) throws -> ShownMessage {
    #expect(Set(json.keys).isSubset(of: keys))
    let title = (json["title"] as? String).map { $0 + "\n" } ?? ""
    return ShownMessage(title + (try #require(json[text] as? String)))
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing(/\\([!-\/:-@\[-`{-~])/) { String($0.output.1) }
  }

  private static func markdownLinks(in text: String) throws -> [String] {
    // What a backslash escapes is out of the way first.
    let plain = text.replacing(/\\[!-\/:-@\[-`{-~]/, with: "·")
    return try found(#"\[[^\]]*\]\([^)]*\)"#, in: plain)
  }
}
