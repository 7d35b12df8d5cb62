import GatewayCore
import HTTPTypes

extension Route {
  /// The paths that load balancers and monitoring expect.
  static let health: [Route] = [
    Route(
      .get, "/healthz", does: .probe(.health), needs: nil, replies: [],
      help: "Whether the bot answers: 200 or 503, without a body."),
    Route(
      .get, "/readyz", does: .probe(.readiness), needs: nil, replies: [],
      help: "Whether it can do its work: 200 or 503, without a body."),
    Route(
      .get, "/metrics", does: .query("metrics"), needs: .read, replies: [.metrics], isText: true,
      help: "The bot in numbers, for Prometheus."),
  ]

  static let status: [Route] = [
    Route(
      .get, "/v1/openapi.json", does: .document, needs: nil, replies: [],
      help: "This interface as an OpenAPI document."),
    Route(
      .get, "/v1/status", does: .query("status"), needs: .read, replies: [.status],
      help: "The state of the bot."),
    Route(
      .get, "/v1/readiness", does: .query("readiness"), needs: .read, replies: [.readiness],
      help: "Whether the bot answers, writes, is found and delivers."),
    Route(
      .get, "/v1/metrics", does: .query("metrics"), needs: .read, replies: [.metrics],
      help: "The bot in numbers, as a text for Prometheus in JSON."),
    Route(
      .get, "/v1/clock", does: .query("clock"), needs: .read, replies: [.clock],
      help: "The time as the home knows it."),
    Route(
      .post, "/v1/clock/confirm", does: .command("clock_confirm"), needs: .clock, replies: [.done],
      help: "Says that the machine's clock is right."),
    Route(
      .post, "/v1/nospam", does: .command("new_nospam"), needs: .key, replies: [.toxID],
      help: "Retires the Tox ID for strangers."),
  ]
}
