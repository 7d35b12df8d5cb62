import GatewayCore
import GatewayWebhooks
import Testing

/// What the answers of each provider mean, by its documentation.
@Suite struct `An answer of a provider` {
  struct Answer: Sendable, CustomTestStringConvertible {
    var format: String
    var status: Int
    var body = ""
    var retryAfter: Int64?
    var result: DeliveryResult

    var testDescription: String { "\(format) \(status) \(body)" }
  }

  private static func rejects(
    _ format: String, _ status: Int, as rejection: DeliveryResult.Rejection, body: String = "",
    reason: String? = nil
  ) -> Answer {
    Answer(
      format: format, status: status, body: body,
      result: .rejected(status: status, rejection, reason: reason))
  }

  private static func waits(
    _ format: String, _ status: Int, body: String = "", header: Int64? = nil, after: Int64? = nil
  ) -> Answer {
    Answer(
      format: format, status: status, body: body, retryAfter: header,
      result: .refused(status: status, retryAfter: after))
  }

  private static func takes(_ format: String, _ status: Int = 200, body: String = "") -> Answer {
    Answer(format: format, status: status, body: body, result: .delivered(status: status))
  }

  static let slack = [
    takes("slack", body: "ok"), takes("slack", body: "{\"ok\":true}"),
    rejects("slack", 400, as: .message, body: "invalid_payload", reason: "invalid_payload"),
    rejects("slack", 400, as: .webhook, body: "user_not_found", reason: "user_not_found"),
    rejects("slack", 403, as: .webhook, body: "action_prohibited", reason: "action_prohibited"),
    rejects("slack", 404, as: .webhook, body: "channel_not_found", reason: "channel_not_found"),
    rejects("slack", 410, as: .webhook, body: "channel_is_archived", reason: "channel_is_archived"),
    rejects("slack", 404, as: .webhook, body: "<html>\u{1B}[2J</html>"),
    waits("slack", 500, body: "rollup_error"), waits("slack", 429, header: 30, after: 30),
  ]

  static let others = [
    takes("mattermost", body: "ok"), waits("mattermost", 500),
    rejects(
      "mattermost", 400, as: .message, body: #"{"id":"web.incoming_webhook.text.app_error"}"#,
      reason: "web.incoming_webhook.text.app_error"),
    rejects("mattermost", 403, as: .webhook), rejects("mattermost", 404, as: .webhook),
    rejects("mattermost", 501, as: .webhook),
    takes("rocketchat", body: #"{"success":true}"#),
    rejects(
      "rocketchat", 400, as: .message, body: #"{"success":false,"error":"error-x"}"#,
      reason: "error-x"),
    rejects("rocketchat", 404, as: .webhook), waits("rocketchat", 502),
    takes("discord", body: #"{"id":"1"}"#),
    rejects(
      "discord", 404, as: .webhook, body: #"{"message": "Unknown Webhook", "code": 10015}"#,
      reason: "10015 Unknown Webhook"),
    rejects("discord", 401, as: .webhook), rejects("discord", 403, as: .webhook),
    rejects("discord", 400, as: .message, body: #"{"code": 50035}"#, reason: "50035"),
    waits("discord", 429, body: #"{"retry_after": 64.57}"#, after: 65),
    waits("discord", 429, body: #"{"retry_after": 0.3}"#, header: 2, after: 2),
    waits("discord", 500),
    takes("matrix", body: #"{"event_id":"$x"}"#),
    rejects(
      "matrix", 401, as: .webhook, body: #"{"errcode":"M_UNKNOWN_TOKEN","error":"x"}"#,
      reason: "M_UNKNOWN_TOKEN"),
    rejects(
      "matrix", 403, as: .webhook, body: #"{"errcode":"M_FORBIDDEN"}"#, reason: "M_FORBIDDEN"),
    rejects(
      "matrix", 413, as: .message, body: #"{"errcode":"M_TOO_LARGE"}"#, reason: "M_TOO_LARGE"),
    rejects("matrix", 404, as: .webhook),
    waits("matrix", 429, body: #"{"retry_after_ms":4100}"#, after: 5), waits("matrix", 502),
    takes("ntfy", body: #"{"id":"x"}"#),
    rejects(
      "ntfy", 403, as: .webhook, body: #"{"code":40301,"http":403,"error":"forbidden"}"#,
      reason: "40301 forbidden"),
    rejects("ntfy", 413, as: .message, body: #"{"code":41303}"#, reason: "41303"),
    waits("ntfy", 429, body: #"{"code":42901}"#, after: 5),
    waits("ntfy", 429, body: #"{"code":42908}"#, after: 3_600), waits("ntfy", 507),
    takes("telegram", body: #"{"ok":true,"result":{}}"#),
    rejects(
      "telegram", 400, as: .webhook,
      body: #"{"ok":false,"description":"Bad Request: chat not found"}"#,
      reason: "Bad Request: chat not found"),
    rejects(
      "telegram", 400, as: .message, body: #"{"description":"Bad Request: message is too long"}"#,
      reason: "Bad Request: message is too long"),
    rejects(
      "telegram", 400, as: .webhook, body: #"{"parameters":{"migrate_to_chat_id":-1001234567890}}"#,
      reason: "the chat has a new number: -1001234567890"),
    rejects("telegram", 401, as: .webhook), rejects("telegram", 403, as: .webhook),
    rejects(
      "telegram", 404, as: .webhook, body: #"{"description":"Not Found"}"#, reason: "Not Found"),
    waits("telegram", 429, body: #"{"ok":false,"parameters":{"retry_after":35}}"#, after: 35),
    takes("gotify"), waits("gotify", 500), rejects("gotify", 401, as: .webhook),
    rejects(
      "gotify", 400, as: .message,
      body: #"{"error":"Bad Request","errorCode":400,"errorDescription":"no message"}"#,
      reason: "no message"),
    takes("teams", 202), takes("teams", body: "1"), waits("teams", 503),
    waits("teams", 429, header: 5, after: 5),
    waits("teams", 200, body: "Microsoft Teams endpoint returned HTTP error 429 with ContextId x"),
    rejects(
      "teams", 200, as: .message, body: "Microsoft Teams endpoint returned HTTP error 413",
      reason: "413"),
    rejects(
      "teams", 401, as: .webhook, body: #"{"error":{"code":"DirectApiAuthorizationRequired"}}"#,
      reason: "DirectApiAuthorizationRequired"),
    takes("apprise"), rejects("apprise", 204, as: .webhook, reason: "no such config"),
    waits("apprise", 500),
  ]

  @Test(arguments: slack + others)
  func `is judged as its documentation has it`(answer: Answer) throws {
    let format = try #require(WebhookFormats.all[answer.format])
    let response = WebhookResponse(
      status: answer.status, retryAfter: answer.retryAfter, body: Array(answer.body.utf8))
    #expect(format.result(of: response) == answer.result)
  }

  @Test(arguments: [
    ("slack", 200, "<html>log in</html>"), ("slack", 204, ""), ("rocketchat", 200, "{}"),
    ("discord", 204, ""), ("telegram", 200, #"{"ok":false}"#), ("apprise", 424, ""),
  ])
  func `that is no success is tried again, whatever its status says`(
    name: String, status: Int, body: String
  ) throws {
    let format = try #require(WebhookFormats.all[name])
    let result = format.result(of: WebhookResponse(status: status, body: Array(body.utf8)))
    guard case .unreachable(let sentence) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"))
  }

  /// Bodies as a hostile receiver sends them.
  @Test(arguments: [
    "", "[", "null", "[1]", "\u{0}", "{\"retry_after\":-1}", "{\"retry_after\":1e300}",
    "{\"retry_after\":\"1\"}", "{\"code\":1e300,\"error\":5}", "{\"parameters\":[]}",
    String(repeating: "[", count: 65_536), String(repeating: "{\"a\":", count: 13_000),
    "{\"description\":\"\(String(repeating: "x", count: 60_000))\"}",
    "{\"errcode\":\"\\u001b[2J\",\"description\":\"\\ud800\"}",
  ])
  func `of any shape is judged, and none of it is passed on that is not plain`(
    body: String
  ) throws {
    for format in FormatExamples.formats {
      for status in [200, 204, 301, 400, 401, 404, 410, 413, 429, 500, 501, 600] {
        let result = format.result(of: WebhookResponse(status: status, body: Array(body.utf8)))
        if case .rejected(_, _, let reason?) = result {
          #expect(reason.utf8.count <= 100 && !reason.contains("\u{1B}"))
        }
        if case .refused(_, let seconds?, _) = result { #expect(seconds > 0) }
      }
    }
  }
}
