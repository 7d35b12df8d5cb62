public import GatewayCore

/// Messages to a channel or a chat of Microsoft Teams, by the webhook of a workflow of Power
/// Automate ("When a Teams webhook request is received"), as Adaptive Cards.
///
/// Each line is a `RichTextBlock`, whose `TextRun` knows no Markdown: nothing has to be escaped,
/// and mentions work only by `msteams.entities`, which are never there. A line end within a text is
/// not shown by all clients.
///
/// - Source: learn.microsoft.com, Teams, "Create incoming webhooks with Workflows"; Adaptive Cards,
///   "TextRun"
public struct TeamsFormat: WebhookFormat {
  public let name = "teams"

  public init() {}

  /// Bytes of a block around the text of its line.
  private static let blockSize = line("").byteCount + 1

  // 28 KB for the whole, by other measurements 21 KB.
  private let layout = TextLayout(
    limit: 17_500, unit: .jsonLines(cost: Self.blockSize), escape: .none)

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      let lines =
        part.text.isEmpty
        ? []
        : part.text.split(
          separator: "\n", omittingEmptySubsequences: false)
      let card = JSONValue.object([
        .init("type", .string("AdaptiveCard")), .init("version", .string("1.4")),
        .init(
          "body", .array([Self.line(part.head, isHead: true)] + lines.map { Self.line(String($0)) })
        ),
      ])
      return JSONValue.object([
        .init("type", .string("message")),
        .init(
          "attachments",
          .array([
            .object([
              .init("contentType", .string("application/vnd.microsoft.card.adaptive")),
              .init("content", card),
            ])
          ])),
      ]).text
    }
  }

  private static func line(_ text: String, isHead: Bool = false) -> JSONValue {
    var run: [JSONValue.Member] = [
      .init("type", .string("TextRun")), .init("text", .string(text)),
    ]
    if isHead { run.append(.init("weight", .string("bolder"))) }
    return .object([
      .init("type", .string("RichTextBlock")),
      .init("spacing", .string(isHead ? "default" : "none")),
      .init("inlines", .array([.object(run)])),
    ])
  }

  /// A workflow answers 202. A connector of older days answers 200 also where Teams did not take
  /// the message, and says so in the body.
  public func result(of response: WebhookResponse) -> DeliveryResult {
    let text = String(decoding: response.body, as: UTF8.self)
    return switch response.status {
    case 200..<300 where text.contains("HTTP error 413"): response.rejected(.message, reason: "413")
    case 200..<300 where text.contains("HTTP error"): response.refused()
    case 400, 413: response.rejected(.message, reason: ResponseJSON(response).errorCode)
    // The workflow is gone, or its url's signature is wrong.
    case 401, 403, 404: response.rejected(.webhook, reason: ResponseJSON(response).errorCode)
    default: response.resultByStatus
    }
  }
}

extension ResponseJSON {
  /// Power Automate's own word: {"error": {"code": "…"}}
  fileprivate var errorCode: String? { object("error").text("code") }
}
