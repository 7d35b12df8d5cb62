import NIOCore
import NIOEmbedded
import Testing
import ToxCore

@testable import ToxNIO

@Suite struct `The wake timer` {
  private final class Bench {
    let loop = EmbeddedEventLoop()
    var timer = WakeTimer()
    var armed: [Int64] = []

    func want(_ second: Int64?) {
      timer.want(second.map(Self.at), schedule: schedule)
    }

    func fired(at second: Int64) -> Bool {
      timer.fired(now: Self.at(second), schedule: schedule)
    }

    private func schedule(_ instant: Instant) -> Scheduled<Void> {
      armed.append(instant.nanoseconds / 1_000_000_000)
      return loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(instant.nanoseconds))) {}
    }

    static func at(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }
  }

  @Test func `a later wake leaves the armed timer, which looks again`() {
    let bench = Bench()
    bench.want(5)
    bench.want(8)
    bench.want(9)
    #expect(bench.armed == [5])
    #expect(!bench.fired(at: 5))
    #expect(bench.armed == [5, 9])
    #expect(bench.fired(at: 9))
  }

  @Test func `a sooner wake replaces the armed timer`() {
    let bench = Bench()
    bench.want(5)
    bench.want(2)
    #expect(bench.armed == [5, 2])
    #expect(bench.fired(at: 2))
  }

  @Test func `without a wish the timer ends`() {
    let bench = Bench()
    bench.want(5)
    bench.want(nil)
    #expect(!bench.fired(at: 5))
    #expect(bench.armed == [5])
  }
}

@Suite struct `The mailbox` {
  @Test func `the first item asks for a visit, and a full box refuses`() {
    let mailbox = HandoverQueue<Int>(capacity: 2)
    #expect(mailbox.put(1) == .first)
    #expect(mailbox.put(2) == .joined)
    #expect(mailbox.put(3) == .refused)
    #expect(mailbox.takeAll() == [1, 2])
    #expect(mailbox.put(4) == .first)
  }
}
