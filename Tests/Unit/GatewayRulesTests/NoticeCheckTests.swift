import GatewayCore
import GatewayRules
import Testing

/// `forward` with something to add, to a webhook that sends notices.
@Suite struct `Something added to a notice` {
  private func failure(_ handler: String) -> RuleFailure? {
    do throws(RuleFailure) {
      _ = try load(
        """
        webhook "news" { url = "https://a.example", send = "notice" }
        webhook "desk" { url = "https://a.example" }
        on("message", function(message)
        \(handler)
        end)
        """)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "message:forward(\"news\", { urgent = true })", "message : forward ( 'news' , message.text )",
    "message:forward([[news]], nil)", "message:forward(\"news\" --[[ why ]], 1)",
  ])
  func `is refused with its line when the file is loaded`(handler: String) throws {
    let failure = try #require(self.failure(handler))
    #expect((failure.line, failure.reason) == (4, .configuration))
    #expect(failure.message.contains("\"news\" sends notices"))
  }

  @Test(arguments: [
    "message:forward(\"news\")", "message:forward(\"desk\", { urgent = true })",
    "-- message:forward(\"news\", 1)", "--[==[\nmessage:forward(\"news\", 1)]==]",
    "local text = 'message:forward(\"news\", 1)'", "print(\"news\", 1)",
  ])
  func `is not seen where there is none`(handler: String) {
    #expect(failure(handler) == nil)
  }
}
