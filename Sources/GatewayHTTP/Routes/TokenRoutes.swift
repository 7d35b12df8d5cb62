import GatewayCore
import HTTPTypes

extension Route {
  static let tokens: [Route] = [
    Route(
      .get, "/v1/tokens", does: .query("token_list"), needs: .key, replies: [.tokens],
      help: "The tokens, without their texts."),
    Route(
      .post, "/v1/tokens", does: .command("token_new"), needs: .key,
      with: [
        .body("label", .text(max: 64), help: "The owner's own name for it."),
        .body(
          "scopes", .choices(Scope.allCases.map(\.rawValue)),
          help: "What it may do; nothing that the client's own token may not."),
      ],
      success: .created, replies: [.token],
      help: "Makes a token, whose text is told this once."),
    Route(
      .delete, "/v1/tokens/{token}", does: .command("token_revoke"), needs: .key,
      with: [.path("token", .number(1...Int64.max), help: "Its number.")], replies: [.done],
      help: "Ends a token with its streams, and what it waits for."),
  ]
}
