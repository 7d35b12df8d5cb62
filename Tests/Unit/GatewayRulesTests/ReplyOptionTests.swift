import GatewayCore
import GatewayRules
import Testing

/// The options of `message:reply`, `message:action` and those of contacts.
@Suite struct `A rule that replies` {
  private func reply(_ call: String) throws -> RuleOutcome {
    try load("on(\"message\", function(message) \(call) end)").hear("hi")
  }

  @Test(
    arguments: [
      ("message:reply(\"a\")", nil), ("message:reply(\"a\", {})", nil),
      ("message:reply(\"a\", { expires = \"1h\" })", 3_600_000),
      ("message:action(\"a\", { expires = \"366d\" })", 366 * 86_400_000),
      ("message.contact:reply(\"a\", { expires = \"1s\" })", 1_000),
      ("message.contact:action(\"a\", { expires = \"2m\" })", 120_000),
    ] as [(String, Int64?)])
  func `says for how long`(_ call: String, lifetime: Int64?) throws {
    guard case .reply(_, "a", _, let given)? = try reply(call).effects.first else {
      Issue.record("nothing is replied")
      return
    }
    #expect(given == lifetime)
  }

  @Test(arguments: [
    Expression(
      #"message:reply("a", { expires = "0s" })"#,
      "expires of a reply must be a time like 1h, from 1s to 366d"),
    Expression(
      #"message:action("a", { expires = "367d" })"#,
      "expires of an action must be a time like 1h, from 1s to 366d"),
    Expression(
      #"message:reply("a", { expires = 5 })"#, "expires of a reply must be a text, not a number"),
    Expression(
      #"message:reply("a", { expire = "1h" })"#, "a reply has no option 'expire'; it knows expires"),
    Expression(#"message:reply("a", "1h")"#, "a reply takes a table: { expires = … }"),
  ])
  func `is refused what can't be meant`(_ expression: Expression) throws {
    #expect(try reply(expression.code).failure?.message == expression.result)
  }
}
