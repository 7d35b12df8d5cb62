import GatewayCore
import Testing

@testable import Gateway

/// What a bot tells machines.
@Suite struct `Reports as JSON` {
  @Test func `An answer says whether it is an action`() throws {
    let office = try Office(
      """
      contacts { accept = "everyone" }
      on("message", function(message)
        message:action("waves")
        message:reply("hello")
      end)
      """)
    try office.befriend(1)
    office.say("x", at: 7)
    let replies = office.reports.lines("reply")
    #expect(replies.count == 2)
    #expect(replies[0].contains(#""kind":"action","text":"waves""#))
    #expect(replies[1].contains(#""kind":"text","text":"hello""#))
  }
}
