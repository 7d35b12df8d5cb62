import GatewayCore
import HTTPTypes

extension Route {
  private static let webhook = Parameter.path(
    "webhook", .text(max: 256), help: "Its name in the bot's file.")
  private static let states = ["pending", "delivered", "failed", "expired"]

  static let deliveries: [Route] = [
    Route(
      .get, "/v1/webhooks", does: .query("hook_list"), needs: .hooks, replies: [.hooks],
      help: "The webhooks with what waits and what failed."),
    Route(
      .get, "/v1/hooks", does: .query("incoming_hook_list"), needs: .hooks,
      replies: [.incomingHooks],
      help: "The incoming hooks with what was received and what was refused."),
    Route(
      .post, "/v1/webhooks/{webhook}/pause", does: .command("hook_pause"), needs: .hooks,
      with: [webhook],
      replies: [.done], help: "Keeps what waits for a webhook, and what comes."),
    Route(
      .post, "/v1/webhooks/{webhook}/resume", does: .command("hook_resume"), needs: .hooks,
      with: [webhook],
      replies: [.done], help: "Sends what waits for a webhook, also a paused one."),
    Route(
      .post, "/v1/webhooks/{webhook}/expire", does: .command("hook_expire"), needs: .hooks,
      with: [webhook, .query("before", .time, help: "Only those of events before this time.")],
      members: [.init("before", .null)], replies: [.changed],
      help: "Gives up at most 500 deliveries that wait; again until fewer are changed."),
    Route(
      .get, "/v1/deliveries", does: .query("hook_deliveries"), needs: .hooks,
      with: [
        .query("webhook", .text(max: 256), help: "Those to this webhook."),
        .query("states", .choices(states), help: "Those in one of these states."),
        .query("since", .time, help: "Those of events from this time on."),
        .query("before", .number(1...Int64.max), help: "Those with a lower number."),
        .query("limit", .number(1...500), help: "How many are searched, at most; 100 without it."),
      ],
      replies: [.deliveries],
      next: { reply, _ in
        guard case .deliveries(_, let last?) = reply else { return nil }
        return ("before", String(last))
      },
      help: "A page of deliveries, the newest first."),
    Route(
      .get, "/v1/deliveries/{delivery}", does: .query("hook_delivery"), needs: .hooks,
      with: [.path("delivery", .number(1...Int64.max), help: "Its number.")], replies: [.delivery],
      help: "A delivery with its attempts."),
    Route(
      .post, "/v1/deliveries/replay", does: .command("hook_replay"), needs: .hooks,
      with: [
        .body(
          "deliveries", .numbers(max: ApplicationRequest.deliveriesMax), help: "Their numbers."),
        .body(
          "repeats_accepted", .boolean, isNeeded: false,
          help: "Whether also those that a receiver has accepted."),
      ],
      members: [.init("repeats_accepted", .boolean(false))], replies: [.replayed],
      help: "Sends finished deliveries again, 20 a second."),
  ]
}
