import GatewayCore
import Testing

@testable import Gateway

/// The doctor's checks of a clock.
@Suite struct `The doctor's view of a clock` {
  private static let built = UnixMilliseconds(1_767_607_200_000)
  private static let day: Int64 = 86_400_000

  private func look(_ days: Int64, known: TrustedTime? = nil) -> Finding {
    ClockChecks.finding(
      now: Self.built.advanced(byMilliseconds: days * Self.day), programDate: Self.built,
      known: known)
  }

  @Test func `a date before the program's, or ten years behind it, fails`() {
    #expect(look(0).result == .pass && look(3_000).result == .pass)
    #expect(look(-2).result == .fail && look(-20_000).result == .fail)
    #expect(look(3_660).result == .fail)
  }

  @Test func `a date that does not follow the home's last one is reported`() {
    let known = TrustedTime(trusted: Self.built.advanced(byMilliseconds: 100 * Self.day))
    #expect(look(100, known: known).result == .pass)
    let back = look(40, known: known)
    #expect(back.result == .fail && back.words.contains("60 days before"))
    let ahead = look(160, known: known)
    #expect(ahead.result == .note && ahead.words.contains("60 days after"))
    #expect(ahead.words.contains("postern clock confirm"))
  }

  @Test(arguments: [Int64.min, -1, 0, .max])
  func `no date makes it trap`(time: Int64) {
    for known in [nil, TrustedTime(trusted: UnixMilliseconds(~time))] as [TrustedTime?] {
      for built in [nil, Self.built] as [UnixMilliseconds?] {
        let finding = ClockChecks.finding(
          now: UnixMilliseconds(time), programDate: built, known: known)
        #expect(finding.subject == "clock")
      }
    }
  }
}
