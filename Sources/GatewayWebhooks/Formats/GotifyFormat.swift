public import GatewayCore

/// Messages of an application to a Gotify server.
///
/// They are plain text: Markdown would be read only where a message's extras ask for it. The token
/// comes from the settings at each attempt and is not stored.
///
/// - Source: gotify/server `model/message.go`, `api/message.go`
public struct GotifyFormat: WebhookFormat {
  public let name = "gotify"
  public let settings = [
    FormatSetting("token", .text, isRequired: true), FormatSetting("priority", .number(0...10)),
  ]

  public init() {}

  // The server has no limit of its own; a column of MySQL holds 65,535 bytes.
  private let layout = TextLayout(limit: 32_000, unit: .utf8, escape: .none)

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    let token = webhook.settings.text("token") ?? ""
    guard !token.isEmpty, token.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
      throw FormatSettingMistake("token", "is no application's token, which Gotify shows")
    }
    guard ReceiverURL(webhook.url).isServerAlone else {
      throw FormatSettingMistake(
        "url", "names a path; for format \"gotify\" it is the server's alone, beside token")
    }
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      // A message can't be empty.
      part.titled.text
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    var members: [JSONValue.Member] = []
    if let priority = webhook.settings.number("priority") {
      members.append(.init("priority", .integer(priority)))
    }
    let token = HeaderField(name: "x-gotify-key", value: webhook.settings.text("token") ?? "")
    return WebhookRequest(
      to: webhook, url: ReceiverURL(webhook.url).appending("/message"),
      .http(HTTPContent(headers: .json + [token], body: delivery.body.adding(members))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    let reason = ResponseJSON(response).text("errorDescription")
    return switch response.status {
    case 400, 413: response.rejected(.message, reason: reason)
    case 401, 403, 404: response.rejected(.webhook, reason: reason)
    default: response.resultByStatus
    }
  }
}
