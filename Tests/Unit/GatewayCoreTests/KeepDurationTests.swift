import GatewayCore
import Testing

@Suite struct `How long content is kept` {
  typealias Keep = BotConfiguration.InboxPolicy.Keep

  @Test(arguments: [
    ("forever", Keep.forever), ("nothing", .nothing), ("90s", .seconds(90)),
    ("15m", .seconds(900)), ("12h", .seconds(43_200)), ("30d", .seconds(2_592_000)),
    ("2w", .seconds(1_209_600)), ("36500d", .seconds(3_153_600_000)),
  ])
  func `a duration is a number with a unit`(text: String, keep: Keep) {
    #expect(Keep(text) == keep)
    #expect(Keep(keep.text) == keep)
  }

  @Test(arguments: [
    "", "d", "30", "0d", "-1d", "+1d", "1.5d", " 30d", "30 d", "30D", "٣d", "9223372036854775807w",
    "99999999999999999s", "36501d", "3153600001s",
    "99999999999999999999d", "never",
  ])
  func `anything else is refused`(text: String) {
    #expect(Keep(text) == nil)
  }
}
