import Synchronization
import Testing

@testable import Gateway

/// Which of the staff answers in a conversation at this moment.
@Suite struct `Presence of colleagues` {
  private final class Clock: Sendable {
    let now = Mutex(ContinuousClock.now)
    let changes = Mutex(0)

    func pass(_ time: Duration) { now.withLock { $0 += time } }
  }

  private func presence(_ clock: Clock) -> Presence {
    Presence(now: { clock.now.withLock(\.self) }) { clock.changes.withLock { $0 += 1 } }
  }

  @Test func `others see it until it stops, or is not told any more`() {
    let clock = Clock()
    let presence = presence(clock)
    presence.note("ana", session: 1, at: "amber-heron", isAnswering: true)
    #expect(presence.answering("amber-heron", except: 2) == ["ana"])
    #expect(presence.answering("amber-heron", except: 1) == [])
    #expect(presence.answering("other", except: 2) == [])
    clock.pass(.seconds(30))
    presence.note("ana", session: 1, at: "amber-heron", isAnswering: true)
    #expect(clock.changes.withLock(\.self) == 1, "nothing has changed for others")
    clock.pass(.seconds(30))
    #expect(presence.answering("amber-heron", except: 2) == ["ana"])
    clock.pass(.seconds(10))
    #expect(presence.answering("amber-heron", except: 2) == [])
    let (contacts, version) = presence.changes(after: 1)
    #expect(contacts == ["amber-heron"] && version == 2)
    presence.note("ana", session: 1, at: "amber-heron", isAnswering: true)
    presence.note("ana", session: 1, at: "amber-heron", isAnswering: false)
    #expect(presence.answering("amber-heron", except: 2) == [])
    #expect(presence.changes(after: 4).contacts == [])
  }

  @Test func `a session's end is its presence's end`() {
    let presence = presence(Clock())
    presence.note("ana", session: 1, at: "a", isAnswering: true)
    presence.note("ana", session: 1, at: "b", isAnswering: true)
    presence.note("ben", session: 2, at: "a", isAnswering: true)
    presence.leave(1)
    #expect(presence.answering("a", except: 9) == ["ben"])
    #expect(presence.answering("b", except: 9) == [])
  }

  @Test func `no session fills the memory`() {
    let presence = presence(Clock())
    for number in 0..<5_000 {
      presence.note("ana", session: 1, at: "\(number)", isAnswering: true)
      presence.note("all", session: Int64(number), at: "one", isAnswering: true)
    }
    #expect(presence.answering("0", except: 9) == [])
    #expect(presence.answering("4999", except: 9) == ["ana"])
    let (contacts, version) = presence.changes(after: 1)
    #expect(contacts == nil && version > 5_000)
  }
}
