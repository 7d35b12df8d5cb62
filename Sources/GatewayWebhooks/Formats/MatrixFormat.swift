public import GatewayCore

/// Messages into a room of Matrix, by the client-server API.
///
/// The delivery's own id is the transaction id: a homeserver answers its repetition with the event
/// that it has, so that a retry cannot post twice. The room and the token come from the settings at
/// each attempt; neither is stored.
///
/// - Source: https://spec.matrix.org, client-server API: "Transaction identifiers", "Size limits",
///   "User and room mentions"
public struct MatrixFormat: WebhookFormat {
  public let name = "matrix"
  public let settings = [
    FormatSetting("room", .text, isRequired: true),
    FormatSetting("token", .text, isRequired: true),
  ]

  public init() {}

  // A whole event has at most 65,536 bytes of JSON.
  private let layout = TextLayout(limit: 60_000, unit: .json, escape: .none)

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {
    guard Self.isRoom(webhook.settings.text("room") ?? "") else {
      throw FormatSettingMistake(
        "room", "is no room's id, which begins with \"!\"; a client shows it in the room's settings"
      )
    }
    guard ReceiverURL(webhook.url).isServerAlone else {
      throw FormatSettingMistake(
        "url", "names a path; for format \"matrix\" it is that of the homeserver alone")
    }
  }

  /// "!" and an opaque part, in older rooms with a server's name behind a colon.
  private static func isRoom(_ text: String) -> Bool {
    let parts = text.dropFirst().split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return text.hasPrefix("!") && text.utf8.count <= 255
      && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) } && parts.allSatisfy { !$0.isEmpty }
  }

  /// A notice, on which other bots do not act, and without mentions of users.
  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    layout.parts(of: EventText(event)).map { part in
      JSONValue.object([
        .init("msgtype", .string("m.notice")), .init("body", .string(part.whole)),
        .init("m.mentions", .object([])),
      ]).text
    }
  }

  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    let room = ReceiverURL.segment(webhook.settings.text("room") ?? "")
    let transaction = ReceiverURL.segment(delivery.webhookID)
    let path = "/_matrix/client/v3/rooms/\(room)/send/m.room.message/\(transaction)"
    let headers = [HeaderField].json + [.bearer(webhook.settings.text("token") ?? "")]
    return WebhookRequest(
      to: webhook, url: ReceiverURL(webhook.url).appending(path),
      .http(HTTPContent(method: .put, headers: headers, body: Array(delivery.body.utf8))))
  }

  public func result(of response: WebhookResponse) -> DeliveryResult {
    let json = ResponseJSON(response)
    return switch response.status {
    case 400, 413: response.rejected(.message, reason: json.text("errcode"))
    case 401, 403, 404, 405: response.rejected(.webhook, reason: json.text("errcode"))
    case 429: response.refused(retryAfter: json.seconds("retry_after_ms", per: 1_000))
    default: response.resultByStatus
    }
  }
}
