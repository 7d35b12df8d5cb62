import GatewayCore
import Testing

@testable import Gateway

/// The reports of a bot for programs.
@Suite struct `Reports as JSON` {
  @Test func `an answer says whether it is an action`() throws {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("message", function(message)
        message:action("waves")
        message:reply("hello")
      end)
      """)
    try bench.befriend(1)
    bench.say("x", at: 7)
    let replies = bench.reports.lines("reply")
    #expect(replies.count == 2)
    #expect(replies[0].contains(#""kind":"action","text":"waves""#))
    #expect(replies[1].contains(#""kind":"text","text":"hello""#))
  }
}
