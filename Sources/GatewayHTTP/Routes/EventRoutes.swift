import GatewayCore
import HTTPTypes

extension Route {
  private static let consumer = Parameter.path(
    "consumer", .text(max: 64), help: "Its name.")

  static let events: [Route] = [
    Route(
      .get, "/v1/events", does: .subscription, needs: .read, replies: [],
      help: "The events as they happen, as a stream of server-sent events."),
    Route(
      .get, "/v1/consumers", does: .query("consumer_list"), needs: .read, replies: [.consumers],
      help: "The consumers of events, with what waits for them."),
    Route(
      .post, "/v1/consumers", does: .command("consumer_new"), needs: .read,
      with: [
        .body("name", as: "consumer", .name(max: 64), help: "Letters, digits, \"._-\"."),
        .body(
          "from_start", .boolean, isNeeded: false,
          help: "Whether it also gets the events that are kept for others already."),
      ],
      members: [.init("from_start", .boolean(false))], success: .created, replies: [.consumers],
      help: "Makes a consumer of events; again with the same name it changes nothing."),
    Route(
      .delete, "/v1/consumers/{consumer}", does: .command("consumer_remove"), needs: .read,
      with: [consumer],
      replies: [.done], help: "Removes a consumer."),
    Route(
      .get, "/v1/consumers/{consumer}/events", does: .query("consumer_events"), needs: .read,
      with: [
        consumer,
        .query("max", as: "limit", .number(1...500), help: "How many, at most; 100 without it."),
        .wait,
      ],
      members: [.init("limit", .integer(100))], replies: [.events],
      help: "What it has not acknowledged, oldest first."),
    Route(
      .post, "/v1/consumers/{consumer}/ack", does: .command("consumer_acknowledge"), needs: .read,
      with: [
        consumer,
        .body("through", .number(0...Int64.max), help: "The last event that it has handled."),
      ],
      replies: [.done], help: "Events up to this one do not come again."),
  ]
}
