import Foundation
import GatewayCore

extension AgentTool {
  private static let waitSeconds = ToolParameter.optional(
    "wait_seconds", .number(0...300), is: "How long to wait for the answer; 60 without it.")

  static let confirm = AgentTool(
    name: "confirm", title: "Ask for a confirmation",
    description: """
      Asks a contact for a yes or a no, and waits for the answer. The contact answers with a one-time \
      code, so that no other text can be taken for it; there is one outcome. `state` is yes, no, \
      timeout, or open where the answer has not come yet: then ask confirmation_outcome later. Ask \
      before you do what can't be undone; anything but yes is a no.
      """,
    scope: ConfirmCommand.scope,
    parameters: [
      .required("contact", .text(256), is: "The contact's codename, public key or Tox ID."),
      .required("text", .text(4_096), is: "The question."),
      .optional(
        "timeout_seconds", .number(10...604_800),
        is: "When it ends without an answer; 600 without it."),
      waitSeconds,
    ]
  ) { arguments, context in
    let asked = try context.confirmation(
      .command(
        .confirm(
          ContactReference(arguments.text("contact") ?? ""), text: arguments.text("text") ?? "",
          timeout: arguments.number("timeout_seconds"))))
    return try context.outcome(of: asked, within: arguments.number("wait_seconds"))
  }

  static let confirmationOutcome = AgentTool(
    name: "confirmation_outcome", title: "Look at a confirmation",
    description: "What a contact answered to an earlier confirm; waits for it while it is open.",
    scope: ConfirmationQuery.scope,
    parameters: [
      .required("confirmation", .number(1...Int64.max), is: "Its id."), waitSeconds,
    ]
  ) { arguments, context in
    let asked = try context.confirmation(
      .query(.confirmation(arguments.number("confirmation") ?? 0)))
    return try context.outcome(of: asked, within: arguments.number("wait_seconds"))
  }
}

extension ToolContext {
  /// How often a waiting call looks whether there is an answer, or it is cancelled.
  private static let slice = 0.25

  fileprivate func confirmation(_ request: ApplicationRequest) throws -> ConfirmationSummary {
    switch try client.ask(request) {
    case .confirmation(let summary): return summary
    case .failed(let sentence, _, _): throw ToolFailure(sentence)
    default: throw ToolFailure("The bot that runs is of another version than this command.")
    }
  }

  fileprivate func outcome(
    of asked: ConfirmationSummary, within seconds: Int64?
  ) throws -> String {
    let end = ContinuousClock.now + .seconds(seconds ?? 60)
    var latest = asked
    while latest.state == .open, ContinuousClock.now < end, !isCancelled() {
      Thread.sleep(forTimeInterval: Self.slice)
      latest = try confirmation(.query(.confirmation(asked.id)))
    }
    return try Reply.confirmation(latest).jsonText()
  }
}
