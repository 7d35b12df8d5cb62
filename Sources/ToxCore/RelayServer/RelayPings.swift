import DequeModule
import ToxWire

/// Which clients are to be pinged, and which pongs are overdue, in the order of time. All wait
/// equally long, so that two queues serve, with a few bytes for each client; a client that has gone
/// is skipped when its turn comes.
///
/// Times are whole seconds: thousands of clients cause one wake-up a second.
struct RelayPings {
  private struct Turn {
    let client: RelayClientID
    let at: Instant
  }

  private var pings: Deque<Turn> = []
  private var pongs: Deque<Turn> = []

  /// When the next one is due.
  var next: Instant? {
    switch (pings.first?.at, pongs.first?.at) {
    case (let ping?, let pong?): min(ping, pong)
    case (let ping, let pong): ping ?? pong
    }
  }

  /// A client's next ping is an interval from now.
  mutating func scheduleNext(_ client: RelayClientID, now: Now) {
    pings.append(Turn(client: client, at: after(RelayServerTimings.pingInterval, now)))
  }

  /// A ping left.
  mutating func expectPong(_ client: RelayClientID, now: Now) {
    pongs.append(Turn(client: client, at: after(RelayServerTimings.pongTimeout, now)))
  }

  mutating func popPing(_ now: Now) -> RelayClientID? { Self.pop(&pings, now) }

  mutating func popPong(_ now: Now) -> RelayClientID? { Self.pop(&pongs, now) }

  private static func pop(_ turns: inout Deque<Turn>, _ now: Now) -> RelayClientID? {
    guard let first = turns.first, first.at <= now.monotonic else { return nil }
    turns.removeFirst()
    return first.client
  }

  private func after(_ interval: Interval, _ now: Now) -> Instant {
    let second: Int64 = 1_000_000_000
    let exact = (now.monotonic + interval).nanoseconds
    return Instant(nanoseconds: (exact + second - 1) / second * second)
  }
}
