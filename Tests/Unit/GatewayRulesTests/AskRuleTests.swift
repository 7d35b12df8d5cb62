import GatewayCore
import GatewayRules
import Testing

/// `message:ask` in a rule.
@Suite struct `A rule that asks` {
  private func ask(_ arguments: String, send: String = "full") throws -> RuleOutcome {
    let bot = try load(
      """
      webhook "brain" { url = "https://brain.example", send = "\(send)" }
      on("message", function(message) message:ask(\(arguments)) end)
      """)
    return bot.hear("how?")
  }

  @Test func `asks with its terms, and tells the receiver until when`() throws {
    let outcome = try ask(
      #""brain", { timeout = "20s", fallback = "later\0", extra = { lang = "en" } }"#)
    guard case .ask(let event, "brain", Contact.alice.key, let terms)? = outcome.effects.first
    else {
      Issue.record("\(outcome)")
      return
    }
    #expect(terms == AskTerms(timeout: 20_000, fallback: "later"))
    #expect(event.answerBy == UnixMilliseconds.monday.advanced(byMilliseconds: 20_000))
    #expect(
      event.json.hasSuffix(
        #""extra":{"lang":"en"}},"version":1,"answer_by":"2026-01-05T10:00:20.000Z"}"#))
  }

  @Test func `waits ten seconds unless it says otherwise`() throws {
    guard case .ask(_, _, _, let terms)? = try ask(#""brain""#, send: "message").effects.first
    else {
      Issue.record("nothing is asked")
      return
    }
    #expect(terms == AskTerms(timeout: 10_000, fallback: nil))
  }

  @Test(arguments: [
    Expression(#""brian""#, #"there is no webhook "brian"; there are "brain""#),
    Expression(#""brain", "now""#, "ask takes a table: ask { timeout = … }"),
    Expression(
      #""brain", { time = 1 }"#, "ask has no option 'time'; it knows timeout, fallback, extra"),
    Expression(
      #""brain", { timeout = "11m" }"#,
      "timeout of ask must be a time from 1s to 10m"),
    Expression(#""brain", { fallback = "" }"#, "fallback of ask needs a text"),
    Expression(#""brain", { fallback = "\0" }"#, "fallback of ask needs a text"),
    Expression(#""brain", { fallback = 7 }"#, "fallback of ask must be a text, not a number"),
  ])
  func `is refused where it can't be meant`(_ expression: Expression) throws {
    #expect(try ask(expression.code).failure?.message == expression.result)
  }

  @Test func `is refused what its webhook is not sent`() throws {
    #expect(
      try ask(#""brain""#, send: "notice").failure?.message
        == #"webhook "brain" sends notices, which leave later and name no contact to answer"#)
    #expect(
      try ask(#""brain", { extra = 1 }"#, send: "thin").failure?.message
        == #"webhook "brain" sends "thin", which takes nothing that a rule adds"#)
  }
}
