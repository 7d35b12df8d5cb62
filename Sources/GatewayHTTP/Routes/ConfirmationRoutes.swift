import GatewayCore
import HTTPTypes

extension Route {
  static let confirmations: [Route] = [
    Route(
      .post, "/v1/contacts/{contact}/confirmations", does: .command("confirm"), needs: .send,
      with: [
        .contact, .body("text", .text(max: 4_096), help: "What it is asked."),
        .body(
          "timeout", .number(10...604_800), isNeeded: false,
          help: "Seconds after which it ends without an answer; ten minutes without it."),
      ],
      success: .created, replies: [.confirmation], isRepeatable: true,
      help: "Asks a contact for a yes or a no."),
    Route(
      .get, "/v1/confirmations/{confirmation}", does: .query("confirmation"), needs: .send,
      with: [.path("confirmation", .number(1...Int64.max), help: "Its number."), .wait],
      replies: [.confirmation],
      help: "What the contact answered; waits for it as long as it is told."),
  ]
}
