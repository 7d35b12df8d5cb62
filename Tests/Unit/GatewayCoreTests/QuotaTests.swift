import GatewayCore
import Testing

@Suite struct `Quotas` {
  private let noon = UnixMilliseconds(1_700_000_000_000)

  @Test func `a quota runs off evenly and is whole again after its period`() {
    let quota = Quota(60, per: .hour)
    var meter = QuotaMeter()
    for _ in 0..<60 { meter.charge(1, to: quota, now: noon) }
    #expect(meter.usedShare(of: quota, now: noon) == 1)
    #expect(meter.usedShare(of: quota, now: noon.advanced(byMilliseconds: 1_800_000)) == 0.5)
    #expect(meter.usedShare(of: quota, now: noon.advanced(byMilliseconds: 3_600_000)) == 0)
    #expect(
      meter.time(whenUsedShareIs: 0.75, of: quota, now: noon)
        == noon.advanced(byMilliseconds: 900_000))
  }

  @Test func `it is stored as one number, and a restart changes nothing`() {
    let quota = Quota(8 << 20, per: .hour)
    var meter = QuotaMeter()
    meter.charge(1 << 20, to: quota, now: noon)
    #expect(QuotaMeter(emptyAt: meter.emptyAt) == meter)
    #expect(abs(meter.usedShare(of: quota, now: noon) - 0.125) < 0.000_001)
  }

  @Test func `one charge beyond the quota costs two periods at most, a clock set back nothing`() {
    let quota = Quota(10, per: .day)
    var meter = QuotaMeter()
    meter.charge(.max, to: quota, now: noon)
    #expect(meter.usedShare(of: quota, now: noon) == 2)
    let yearBefore = noon.advanced(byMilliseconds: -365 * 86_400_000)
    #expect(meter.usedShare(of: quota, now: yearBefore) == 0)
    meter.charge(5, to: quota, now: yearBefore)
    #expect(meter.usedShare(of: quota, now: yearBefore) == 0.5)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, .max])
  func `no time and no stored number makes it trap`(number: Int64) {
    for quota in [Quota(1, per: .day), Quota(.max, per: .hour), Quota(nil, per: .hour)] {
      var meter = QuotaMeter(emptyAt: number)
      for time in [Int64.min, -1, 0, noon.rawValue, .max] {
        meter.charge(number, to: quota, now: UnixMilliseconds(time))
        let share = meter.usedShare(of: quota, now: UnixMilliseconds(time))
        #expect((0...2).contains(share))
        _ = meter.time(whenUsedShareIs: 0, of: quota, now: UnixMilliseconds(time))
      }
    }
  }

  @Test func `without a limit nothing is used`() {
    let quota = Quota(nil, per: .hour)
    var meter = QuotaMeter()
    meter.charge(1 << 40, to: quota, now: noon)
    #expect(meter.usedShare(of: quota, now: noon) == 0)
  }

  @Test func `the defaults hold back a flooder and not an occasional writer`() {
    let limits = LimitPolicy()
    var (flooder, source, all) = (ContactUsage(), ContactUsage(), TotalUsage())
    var count = 0
    while limits.obstacle(for: flooder, among: all, now: noon) == nil {
      limits.charge(bytes: 1_400, to: &flooder, and: &all, now: noon)
      count += 1
    }
    #expect(count == 2_000)
    // Thirty of them use up the share of all.
    for _ in 0..<30 {
      var other = ContactUsage()
      while limits.obstacle(for: other, among: all, now: noon) == nil {
        limits.charge(bytes: 1_400, to: &other, and: &all, now: noon)
      }
    }
    var newcomer = ContactUsage()
    newcomer.messages.charge(50, to: Quota(2_000, per: .hour), now: noon)
    #expect(
      limits.obstacle(for: newcomer, among: all, now: noon)?.name == .messagesPerHour)
    #expect(limits.obstacle(for: source, among: all, now: noon) == nil)
    limits.charge(bytes: 1_400, to: &source, and: &all, now: noon)
    #expect(limits.obstacle(for: source, among: all, now: noon) == nil)
  }

  @Test func `requests have a quota of the day`() {
    var limits = LimitPolicy()
    limits.requestsPerDay = 3
    var all = TotalUsage()
    let admitted = (0..<5).map { _ in limits.admitsRequest(&all, now: noon) }
    #expect(admitted == [true, true, true, false, false])
    let hoursLater = noon.advanced(byMilliseconds: 8 * 3_600_000)
    #expect(limits.admitsRequest(&all, now: hoursLater))
  }

  @Test(
    arguments: [
      ("0B", 0), ("12B", 12), ("64KiB", 65_536), ("8MiB", 8_388_608), ("2GiB", 2_147_483_648),
      ("1TiB", 1_099_511_627_776), ("64kB", 64_000), ("8MB", 8_000_000), ("2GB", 2_000_000_000),
      ("1TB", 1_000_000_000_000),
    ] as [(String, Int64)])
  func `sizes are numbers with a unit`(text: String, bytes: Int64) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "12", "MiB", "-1B", "1.5MiB", "1 MiB", "1mib", "99999999999TiB", "٣MiB", "1MiBs",
  ])
  func `what is no size is none`(text: String) {
    #expect(ByteSize(text) == nil)
  }
}
