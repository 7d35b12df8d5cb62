public import GatewayCore

/// Notifications to a server of the Apprise API, which passes them on to other services.
///
/// `config` names a configuration that the server keeps; `urls` are addresses of services for
/// this webhook alone. Both hold secrets: they come from the settings at each attempt and are not
/// stored.
///
/// - Source: https://github.com/caronc/apprise-api, "API Details"
public struct AppriseFormat: WebhookFormat {
  public let name = "apprise"
  public let settings = [
    FormatSetting("config", .text), FormatSetting("urls", .list), FormatSetting("tag", .text),
  ]

  public init() {}

  // What the library takes of a body; it shortens for each service what is still too long there.
  private let layout = TextLayout(limit: 32_768, unit: .utf16, escape: .none)

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    guard ReceiverURL(webhook.url).isServerAlone else {
      throw FormatSettingMistake(
        "url",
        "names a path; for format \"apprise\" it is the server's alone, beside config or urls")
    }
    switch (webhook.settings.text("config"), webhook.settings.list("urls")) {
    case (nil, []):
      throw FormatSettingMistake(
        "config", "is missing: it is the key of a configuration on the server; or name urls")
    case (.some, let urls) where !urls.isEmpty:
      throw FormatSettingMistake("urls", "can't stand beside config: name one of them")
    case (nil, _) where webhook.settings["tag"] != nil:
      throw FormatSettingMistake("tag", "chooses among the services of a config, not among urls")
    default: break
    }
  }

  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      let members: [JSONValue.Member] =
        part.text.isEmpty
        ? [.init("body", .string(part.head))]
        : [.init("title", .string(part.head)), .init("body", .string(part.text))]
      return JSONValue.object(
        members + [.init("type", .string("info")), .init("format", .string("text"))]
      ).text
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    var members: [JSONValue.Member] = []
    var path = "/notify"
    if let config = webhook.settings.text("config") {
      path += "/" + ReceiverURL.segment(config)
      if let tag = webhook.settings.text("tag") { members.append(.init("tag", .string(tag))) }
    } else {
      let urls = webhook.settings.list("urls").joined(separator: ", ")
      members.append(.init("urls", .string(urls)))
    }
    return WebhookRequest(
      to: webhook, url: ReceiverURL(webhook.url).appending(path),
      .http(HTTPContent(headers: .json, body: delivery.body.adding(members))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    switch response.status {
    // The server has no configuration under that key.
    case 204: response.rejected(.webhook, reason: "no such config")
    case 400: response.rejected(.message, reason: ResponseJSON(response).text("error"))
    case 401, 403, 404, 405: response.rejected(.webhook, reason: nil)
    case 424: .unreachable("The Apprise server could not notify all of its services.")
    default: response.resultByStatus
    }
  }
}
