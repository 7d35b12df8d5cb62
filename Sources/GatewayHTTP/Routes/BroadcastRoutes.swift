import GatewayCore
import HTTPTypes

extension Route {
  static let broadcasts: [Route] = [
    Route(
      .get, "/v1/broadcasts", does: .query("broadcast_list"), needs: .read,
      with: [.query("limit", .number(1...100), help: "How many, at most; 100 without it.")],
      members: [.init("limit", .integer(100))], replies: [.broadcasts],
      help: "The newest broadcasts, with how many contacts have each."),
    Route(
      .post, "/v1/broadcasts", does: .command("broadcast_send"), needs: .send,
      with: [
        .body("label", .text(max: 64), help: "Which contacts."),
        .body("text", .text(max: 32_768), help: "What they are told, at most 4,096 bytes."),
        .body(
          "expires", .number(60...2_592_000), isNeeded: false,
          help: "Seconds after which it is not sent any more; a week without it."),
      ],
      success: .created, replies: [.broadcasts], isRepeatable: true, bodyBytesMax: 524_288,
      help: "Writes to all contacts with a label, each once."),
    Route(
      .get, "/v1/broadcasts/{broadcast}", does: .query("broadcast"), needs: .read,
      with: [
        .path("broadcast", .number(1...Int64.max), help: "Its number."),
        .query("after", .number(1...Int64.max), help: "Where the page begins."),
      ],
      replies: [.broadcast],
      next: { reply, _ in
        guard case .broadcast(_, _, let last?) = reply else { return nil }
        return ("after", String(last))
      },
      help: "A broadcast with a page of its contacts."),
  ]
}
