import Glibc
import ToxCrypto
import ToxWire

/// Pairs of clients of one relay, in one thread. The two of a pair ask for each other.
final class RelayPairs {
  private let port: UInt16
  private let relay: DHTPublicKey
  private(set) var visitors: [Visitor] = []
  private var pairs: [Pair] = []

  /// What one client of a pair has sent to the other, and the other got.
  final class Direction {
    let sender: Visitor
    var slot: RelaySlot?
    var isOnline = false
    private(set) var sent: UInt32 = 0
    private(set) var received: UInt32 = 0
    private(set) var gaps: UInt32 = 0
    private(set) var corrupt: UInt32 = 0
    /// Which talk it is: what is left of the one before counts no more.
    private var talk: UInt8 = 0

    init(_ sender: Visitor) { self.sender = sender }

    /// How many are under way, as far as the receiver has seen.
    var underWay: Int { Int(sent) - Int(received + gaps) }

    func begin() {
      talk &+= 1
      (sent, received, gaps, corrupt) = (0, 0, 0, 0)
    }

    /// Number 4, talk 1, filler that depends on the number.
    func nextPayload(size: Int) -> [UInt8] {
      defer { sent += 1 }
      let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sent >> UInt32($0)) } + [talk]
      return head + (5..<max(size, 6)).map { Self.filler(sent, $0) }
    }

    func take(_ payload: [UInt8]) {
      guard payload.count > 5, payload[4] == talk else { return }
      let number = payload.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let isWhole = payload[5...].indices.allSatisfy { payload[$0] == Self.filler(number, $0) }
      guard isWhole, number >= received + gaps else { return corrupt += 1 }
      gaps = number - received
      received += 1
    }

    private static func filler(_ number: UInt32, _ index: Int) -> UInt8 {
      UInt8(truncatingIfNeeded: Int(number) &* 31 &+ index)
    }
  }

  struct Pair {
    let forth: Direction
    let back: Direction
  }

  init(port: UInt16, relay: DHTPublicKey) {
    self.port = port
    self.relay = relay
  }

  /// How many are connected.
  var count: Int { visitors.count { $0.state == .ready } }

  /// So many more pairs, all of them on line.
  ///
  /// - Returns: false where that took more than `seconds`.
  func join(pairs count: Int, seconds: Double) throws -> Bool {
    let before = pairs.count
    for _ in 0..<count { try join() }
    return turn(
      until: { self.pairs[before...].allSatisfy { $0.forth.isOnline && $0.back.isOnline } },
      seconds: seconds)
  }

  private func join() throws {
    let (first, second) = (
      try Visitor(port: port, relay: relay), try Visitor(port: port, relay: relay)
    )
    let pair = Pair(forth: Direction(first), back: Direction(second))
    listen(first, to: second, sending: pair.forth, receiving: pair.back)
    listen(second, to: first, sending: pair.back, receiving: pair.forth)
    pairs.append(pair)
    visitors += [first, second]
  }

  private func listen(
    _ visitor: Visitor, to other: Visitor, sending: Direction, receiving: Direction
  ) {
    var asked = false
    visitor.heard = { visitor, packet, plaintext in
      if !asked {
        asked = true
        visitor.send(RoutingRequest(peer: other.keys.publicKey))
      }
      switch packet {
      case .routingResponse(let response): sending.slot = response.slot
      case .connectNotification: sending.isOnline = true
      case .disconnectNotification: sending.isOnline = false
      case .data: receiving.take(Array(plaintext.dropFirst()))
      default: break
      }
    }
  }

  struct Talk {
    var sent: Int
    var received: Int
    var gaps: Int
    var corrupt: Int
    var seconds: Double
  }

  /// Each pair sends so many messages each way, at most `window` of them under way.
  func talk(count: Int, size: Int, window: Int, seconds: Double) -> Talk {
    let directions = pairs.flatMap { [$0.forth, $0.back] }
    for direction in directions { direction.begin() }
    let start = Self.time()
    _ = turn(
      until: {
        for direction in directions {
          self.pump(direction, count: count, size: size, window: window)
        }
        return directions.allSatisfy { Int($0.received + $0.gaps) >= count }
      }, seconds: seconds)
    return Talk(
      sent: directions.reduce(0) { $0 + Int($1.sent) },
      received: directions.reduce(0) { $0 + Int($1.received) },
      gaps: directions.reduce(0) { $0 + Int($1.gaps) },
      corrupt: directions.reduce(0) { $0 + Int($1.corrupt) }, seconds: Self.time() - start)
  }

  private func pump(_ direction: Direction, count: Int, size: Int, window: Int) {
    guard let slot = direction.slot, direction.sender.bytesWaiting == 0 else { return }
    var batch: [UInt8] = []
    while direction.sent < count, direction.underWay < window {
      batch += direction.sender.frame([slot.rawValue] + direction.nextPayload(size: size))
    }
    if !batch.isEmpty { direction.sender.write(batch) }
  }

  /// Serves the sockets until something holds.
  func turn(until isDone: () -> Bool, seconds: Double) -> Bool {
    let end = Self.time() + seconds
    while !isDone() {
      guard Self.time() < end else { return false }
      turn(milliseconds: 20)
    }
    return true
  }

  /// Waits for the sockets, and for `input` too where it is given.
  ///
  /// - Returns: whether `input` has something to read.
  @discardableResult
  func turn(milliseconds: Int32, input: Int32? = nil) -> Bool {
    let open = visitors.filter { $0.state != .closed && ($0.reads || $0.wantsToWrite) }
    var polled = open.map { visitor in
      let events = (visitor.reads ? POLLIN : 0) | (visitor.wantsToWrite ? POLLOUT : 0)
      return pollfd(fd: visitor.descriptor, events: Int16(events), revents: 0)
    }
    if let input { polled.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0)) }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return false }
    for (visitor, result) in zip(open, polled) where result.revents != 0 {
      if Int32(result.revents) & POLLOUT != 0 { visitor.flush() }
      if Int32(result.revents) & (POLLIN | POLLHUP | POLLERR) != 0 { visitor.readable() }
    }
    return input != nil && polled.last?.revents != 0
  }

  /// A client that is in no pair.
  func admit() throws -> Visitor {
    let visitor = try Visitor(port: port, relay: relay)
    visitors.append(visitor)
    return visitor
  }

  func forgetClosed() { visitors.removeAll { $0.state == .closed } }

  static func time() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
