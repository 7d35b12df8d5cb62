import GatewayCore
import Testing

@Suite struct `Quotas` {
  private let noon = UnixMilliseconds(1_700_000_000_000)

  @Test func `usage decays evenly and is gone after one period`() {
    let quota = Quota(60, per: .hour)
    var meter = QuotaMeter()
    for _ in 0..<60 { meter.addUsage(1, of: quota, now: noon) }
    #expect(meter.usedShare(of: quota, now: noon) == 1)
    #expect(meter.usedShare(of: quota, now: noon.advanced(byMilliseconds: 1_800_000)) == 0.5)
    #expect(meter.usedShare(of: quota, now: noon.advanced(byMilliseconds: 3_600_000)) == 0)
    #expect(
      meter.time(whenUsedShareIs: 0.75, of: quota, now: noon)
        == noon.advanced(byMilliseconds: 900_000))
  }

  @Test func `usage is stored as one number, and a restart changes nothing`() {
    let quota = Quota(8 << 20, per: .hour)
    var meter = QuotaMeter()
    meter.addUsage(1 << 20, of: quota, now: noon)
    #expect(QuotaMeter(emptyAt: meter.emptyAt) == meter)
    #expect(abs(meter.usedShare(of: quota, now: noon) - 0.125) < 0.000_001)
  }

  @Test func `usage beyond the quota costs two periods at most, a clock set back nothing`() {
    let quota = Quota(10, per: .day)
    var meter = QuotaMeter()
    meter.addUsage(.max, of: quota, now: noon)
    #expect(meter.usedShare(of: quota, now: noon) == 2)
    let yearBefore = noon.advanced(byMilliseconds: -365 * 86_400_000)
    #expect(meter.usedShare(of: quota, now: yearBefore) == 0)
    meter.addUsage(5, of: quota, now: yearBefore)
    #expect(meter.usedShare(of: quota, now: yearBefore) == 0.5)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, .max])
  func `no time and no stored number causes a trap`(number: Int64) {
    for quota in [Quota(1, per: .day), Quota(.max, per: .hour), Quota(nil, per: .hour)] {
      var meter = QuotaMeter(emptyAt: number)
      for time in [Int64.min, -1, 0, noon.rawValue, .max] {
        meter.addUsage(number, of: quota, now: UnixMilliseconds(time))
        let share = meter.usedShare(of: quota, now: UnixMilliseconds(time))
        #expect((0...2).contains(share))
        _ = meter.time(whenUsedShareIs: 0, of: quota, now: UnixMilliseconds(time))
      }
    }
  }

  @Test func `without a limit nothing is used`() {
    let quota = Quota(nil, per: .hour)
    var meter = QuotaMeter()
    meter.addUsage(1 << 40, of: quota, now: noon)
    #expect(meter.usedShare(of: quota, now: noon) == 0)
  }

  @Test func `the defaults stop a flooder and not an occasional writer`() {
    let limits = LimitPolicy()
    var (flooder, source, all) = (ContactUsage(), ContactUsage(), TotalUsage())
    var count = 0
    while limits.obstacle(for: flooder, among: all, now: noon) == nil {
      limits.addUsage(bytes: 1_400, to: &flooder, and: &all, now: noon)
      count += 1
    }
    #expect(count == 2_000)
    // Thirty of them use up the share that is open to all.
    for _ in 0..<30 {
      var other = ContactUsage()
      while limits.obstacle(for: other, among: all, now: noon) == nil {
        limits.addUsage(bytes: 1_400, to: &other, and: &all, now: noon)
      }
    }
    var newcomer = ContactUsage()
    newcomer.messages.addUsage(50, of: Quota(2_000, per: .hour), now: noon)
    #expect(
      limits.obstacle(for: newcomer, among: all, now: noon)?.name == .messagesPerHour)
    #expect(limits.obstacle(for: source, among: all, now: noon) == nil)
    limits.addUsage(bytes: 1_400, to: &source, and: &all, now: noon)
    #expect(limits.obstacle(for: source, among: all, now: noon) == nil)
  }

  @Test func `requests have a daily quota`() {
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
  func `any other text is no size`(text: String) {
    #expect(ByteSize(text) == nil)
  }
}
