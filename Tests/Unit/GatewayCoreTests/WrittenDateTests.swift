import GatewayCore
import Testing

/// Dates as people write them, and as they are shown.
@Suite struct `Written dates` {
  @Test(arguments: [
    "2026-02-31", "2026-02-29", "2026-04-31 10:00", "2026-02-31 25:99", "2026-01-05 24:00",
    "2026-13-01", "2026-00-10", "2026-01-00", "99999999999-01-01", "", "tomorrow",
    "9223372036854775808-01-01",
  ])
  func `a day that no calendar has is no date`(text: String) {
    #expect(CivilTime.parse(text) == nil)
  }

  @Test func `each day of four hundred years is the day that was written`() throws {
    var day: Int64 = 0
    while day < 146_097 {
      let time = UnixMilliseconds(day * 86_400_000)
      let text = CivilTime(time).formatted("%Y-%m-%d")
      #expect(CivilTime.parse(text) == time, "\(text)")
      day += 13
    }
    #expect(CivilTime.parse("2024-02-29 23:59") == UnixMilliseconds(1_709_251_140_000))
  }

  @Test(arguments: [
    (Int64.min, "-"), (-62_135_596_800_001, "0000-12-31T23:59:59.999Z"),
    (-1, "1969-12-31T23:59:59.999Z"), (0, "1970-01-01T00:00:00.000Z"),
    (253_402_300_800_000, "10000-01-01T00:00:00.000Z"), (.max, "292278994-08-17T07:12:55.807Z"),
  ])
  func `any time is shown`(milliseconds: Int64, text: String) {
    #expect(UnixMilliseconds(milliseconds).rfc3339.hasPrefix(text))
  }
}
