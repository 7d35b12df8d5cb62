import GatewayCore
import Testing

@Suite struct UnixMillisecondsTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_700_000_000_125, "2023-11-14T22:13:20.125Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ])
  func `a time is written as ISO 8601 in UTC`(milliseconds: Int64, text: String) {
    #expect(UnixMilliseconds(milliseconds).iso8601 == text)
  }
}
