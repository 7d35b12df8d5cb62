import DequeModule
import ToxWire

@testable import ToxCore

/// Peers on a network that delivers everything after 10 ms, and a clock that jumps from event to
/// event.
final class OnionNetwork {
  let peers: [OnionPeer]
  private(set) var now = Now.seconds(1_000)
  /// Datagrams for which this says true are lost.
  var loses: (_ datagram: Transmit, _ sender: Endpoint) -> Bool = { _, _ in false }

  /// Loses all that comes from there or goes there.
  func cutOff(_ endpoint: Endpoint) {
    loses = { datagram, sender in datagram.endpoint == endpoint || sender == endpoint }
  }

  private var flying: Deque<(arrival: Instant, datagram: Transmit, sender: Endpoint)> = []
  private static let latency = Interval.milliseconds(10)

  /// - Parameter acquainted: whether all know each other through the DHT.
  init(_ peers: [OnionPeer], acquainted: Bool = true) {
    self.peers = peers
    guard acquainted else { return }
    for peer in peers {
      peer.directory.nodes = peers.filter { $0 !== peer }.map(\.node)
    }
  }

  /// Delivers datagrams and fires timers for a time.
  func run(milliseconds: Int64) throws {
    try run(milliseconds: milliseconds, until: { false })
  }

  /// Runs until the condition holds.
  ///
  /// - Returns: after how many milliseconds, or nil where it did not hold in time.
  @discardableResult
  func run(milliseconds: Int64, until isDone: () -> Bool) throws -> Int64? {
    let start = now.monotonic
    let end = start + .milliseconds(milliseconds)
    collect()
    while !isDone() {
      guard let instant = nextInstant, instant <= end else {
        advance(to: end)
        return nil
      }
      advance(to: instant)
      try step()
      collect()
    }
    return (now.monotonic - start).nanoseconds / 1_000_000
  }

  private var nextInstant: Instant? {
    var instants = peers.compactMap { $0.context.timers.next()?.instant }
    if let first = flying.first { instants.append(first.arrival) }
    return instants.min().map { max($0, now.monotonic) }
  }

  private func advance(to instant: Instant) {
    now = Now(monotonic: instant, unixSeconds: 1_700_000_000)
  }

  private func step() throws {
    guard let first = flying.first, first.arrival <= now.monotonic else {
      for peer in peers { peer.fireTimers(now: now) }
      return
    }
    flying.removeFirst()
    let receiver = peers.first { $0.endpoint == first.datagram.endpoint }
    try receiver?.receive(first.datagram.bytes, from: first.sender, now: now)
  }

  private func collect() {
    for peer in peers {
      for datagram in peer.takeDatagrams(now: now) where !loses(datagram, peer.endpoint) {
        flying.append((now.monotonic + Self.latency, datagram, peer.endpoint))
      }
    }
  }
}
