import GatewayCore
import Testing

/// When a clock that was set is trusted.
@Suite struct `Trust in a clock` {
  private static let start = UnixMilliseconds(1_767_607_200_000)
  private static let hour: Int64 = 3_600_000
  private static let day: Int64 = 24 * hour

  /// A home with its clock.
  private struct Machine {
    var time = TrustedTime(trusted: start)
    var wall = start

    /// Time passes while the bot runs; the wall clock is set by so much more.
    mutating func run(_ milliseconds: Int64, set step: Int64 = 0) {
      wall = wall.advanced(byMilliseconds: milliseconds + step)
      time.run(to: wall, elapsed: milliseconds)
    }

    /// The bot is started with the clock moved by so much since its end.
    mutating func restart(after milliseconds: Int64) {
      wall = wall.advanced(byMilliseconds: milliseconds)
      time.start(at: wall)
    }

    var lag: Int64 { wall.rawValue - time.forErasing.rawValue }
  }

  @Test func `an unchanged clock is trusted, and so is the time of an upgrade`() {
    var machine = Machine()
    for _ in 0..<100 { machine.run(Self.hour) }
    machine.run(1_000, set: -400)
    machine.run(1_000, set: 60_000)
    machine.restart(after: 600_000)
    #expect(machine.lag == 0 && machine.time.remaining == 0)
  }

  @Test(arguments: [false, true])
  func `a jump is trusted when it has held for a day`(atStart: Bool) {
    var machine = Machine()
    if atStart { machine.restart(after: 60 * Self.day) } else { machine.run(0, set: 60 * Self.day) }
    #expect(machine.lag == 60 * Self.day && machine.time.remaining == Self.day)
    for _ in 0..<23 { machine.run(Self.hour) }
    #expect(machine.lag == 60 * Self.day && machine.time.remaining == Self.hour)
    machine.run(Self.hour)
    #expect(machine.lag == 0 && machine.time.lead == 0)
  }

  @Test func `a small jump has to hold for its own length`() {
    var machine = Machine()
    machine.restart(after: 3 * Self.hour)
    machine.run(3 * Self.hour - 1)
    #expect(machine.lag == 3 * Self.hour)
    machine.run(1)
    #expect(machine.lag == 0)
  }

  @Test func `a jump that is taken back leaves nothing`() {
    var machine = Machine()
    machine.run(0, set: 3_652 * Self.day)
    machine.run(5 * Self.hour)
    machine.restart(after: -3_652 * Self.day)
    #expect(machine.lag == 0 && machine.time == TrustedTime(trusted: machine.wall))
  }

  @Test(arguments: [1, 8 * 3_600_000, 47 * 3_600_000, 30 * 86_400_000] as [Int64])
  func `restarts do not prolong the wait without end`(off: Int64) {
    var machine = Machine()
    machine.restart(after: 60 * Self.day)
    var ran: Int64 = 0
    while ran < 5 * Self.day {
      machine.run(Self.hour)
      machine.run(Self.hour)
      ran += 2 * Self.hour
      machine.restart(after: off)
    }
    // The trusted time lags by the time that the machine was off in the last two days of running.
    #expect(machine.lag <= 24 * off)
  }

  @Test func `a second jump does not profit from the wait of the first`() {
    var machine = Machine()
    machine.restart(after: 10 * Self.day)
    machine.run(23 * Self.hour)
    machine.run(0, set: 1_000 * Self.day)
    machine.run(Self.hour)
    #expect(machine.lag == 1_000 * Self.day)
    machine.run(22 * Self.hour)
    #expect(machine.lag == 1_000 * Self.day)
    machine.run(Self.hour)
    #expect(machine.lag == 0)
  }

  @Test func `a clock that lost its time stops erasing until it is right again`() {
    var machine = Machine()
    machine.restart(after: -Self.start.rawValue)
    #expect(machine.time.forErasing == UnixMilliseconds(0) && machine.lag == 0)
    machine.run(60_000)
    machine.run(0, set: Self.start.rawValue)
    #expect(machine.lag == 0 && machine.time.lead == 0)
    // Time ahead of the known time has to hold as usual.
    machine.restart(after: -Self.start.rawValue)
    machine.run(0, set: Self.start.rawValue + 60 * Self.day)
    #expect(machine.lag == 60 * Self.day)
  }

  @Test func `a wrong time that was trusted is forgotten a day after the correction`() {
    var machine = Machine()
    machine.run(0, set: 3_652 * Self.day)
    for _ in 0..<24 { machine.run(Self.hour) }
    machine.run(0, set: -3_652 * Self.day)
    #expect(machine.time.forErasing == machine.wall)
    for _ in 0..<24 { machine.run(Self.hour) }
    machine.run(0, set: 3_652 * Self.day)
    #expect(machine.lag == 3_652 * Self.day)
  }

  @Test func `the owner's confirmation sets the trusted time`() {
    var machine = Machine()
    machine.restart(after: 60 * Self.day)
    machine.time.confirm(machine.wall)
    #expect(machine.lag == 0 && machine.time.remaining == 0)
  }

  @Test func `no time causes a trap`() {
    let times = [Int64.min, .min + 1, -1, 0, 1, Self.start.rawValue, .max - 1, .max]
    for first in times {
      for second in times {
        for held in times {
          var time = TrustedTime(
            trusted: UnixMilliseconds(first), jump: TrustedTime.Jump(size: second, held: held),
            laterJump: TrustedTime.Jump(size: held, held: second))
          time.start(at: UnixMilliseconds(second))
          time.run(to: UnixMilliseconds(first), elapsed: 3_600_000)
          time.run(to: UnixMilliseconds(held), elapsed: 3_600_000)
          #expect(time.remaining <= TrustedTime.waitMax || held < 0 || second < 0)
        }
      }
    }
  }
}
