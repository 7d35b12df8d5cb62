import Glibc
import ToxCrypto
import ToxWire

/// What a client does to a relay that it should not.
enum Hostility: String, CaseIterable {
  /// Connections that say nothing.
  case silent
  /// Hellos of random bytes.
  case hellos
  /// Whole handshakes, each on a new connection, left at once.
  case handshakes
  /// A slot for another key with each frame.
  case routing
  /// Out-of-band data of the largest size, for a peer that takes it.
  case outOfBand
  /// A length that no frame has.
  case lengths
  /// A frame of random bytes.
  case garbage
  /// A frame byte by byte, never whole.
  case drips
  /// Asks and asks, and reads nothing.
  case deaf

  struct Outcome {
    /// Connections made.
    var made = 0
    /// Of those, the ones that the relay ended.
    var ended = 0
    /// Frames or hellos sent.
    var sent = 0
  }

  func play(_ pairs: RelayPairs, port: UInt16, seconds: Double) throws -> Outcome {
    var outcome = Outcome()
    let end = RelayPairs.time() + seconds
    switch self {
    case .silent, .hellos: strangers(pairs, port: port, until: end, &outcome)
    case .handshakes:
      while RelayPairs.time() < end {
        let visitor = try admit(pairs, &outcome)
        outcome.sent += 1
        visitor.end()
        pairs.forgetClosed()
      }
    case .lengths, .garbage:
      while RelayPairs.time() < end {
        let visitor = try admit(pairs, &outcome)
        visitor.write(
          self == .lengths ? [0xff, 0xff] : [0, 40] + [UInt8](repeating: 3, count: 40))
        if pairs.turn(until: { visitor.state == .closed }, seconds: 2) { outcome.ended += 1 }
        outcome.sent += 1
        visitor.end()
        pairs.forgetClosed()
      }
    case .routing, .outOfBand, .drips, .deaf:
      try members(pairs, until: end, &outcome)
    }
    return outcome
  }

  /// A client whose handshake is done.
  private func admit(_ pairs: RelayPairs, _ outcome: inout Outcome) throws -> Visitor {
    let visitor = try pairs.admit()
    outcome.made += 1
    _ = pairs.turn(until: { visitor.state != .greeting }, seconds: 2)
    return visitor
  }

  private func strangers(
    _ pairs: RelayPairs, port: UInt16, until end: Double, _ outcome: inout Outcome
  ) {
    var open: [Int32] = []
    var hello = [UInt8](repeating: 0, count: RelayHello.size)
    while RelayPairs.time() < end {
      guard let descriptor = try? connectLoopback(port) else { continue }
      outcome.made += 1
      open.append(descriptor)
      if self == .hellos {
        for index in hello.indices { hello[index] = UInt8.random(in: 0...255) }
        _ = Glibc.send(descriptor, hello, hello.count, Int32(MSG_NOSIGNAL))
        outcome.sent += 1
      }
      if open.count > 900 {
        var byte: UInt8 = 0
        let oldest = open.removeFirst()
        if recv(oldest, &byte, 1, Int32(MSG_DONTWAIT)) == 0 || errno == ECONNRESET {
          outcome.ended += 1
        }
        close(oldest)
      }
      pairs.turn(milliseconds: 0)
    }
    for descriptor in open { close(descriptor) }
  }

  /// Eight clients, each as fast as the relay lets it.
  private func members(
    _ pairs: RelayPairs, until end: Double, _ outcome: inout Outcome
  ) throws {
    var members: [Visitor] = []
    for _ in 0..<8 { members.append(try admit(pairs, &outcome)) }
    for member in members where self == .deaf { member.reads = false }
    var entropy = SystemRandomNumberGenerator()
    while RelayPairs.time() < end {
      for (index, member) in members.enumerated() where member.bytesWaiting < 64 << 10 {
        guard member.state == .ready else {
          outcome.ended += 1
          members[index] = try admit(pairs, &outcome)
          members[index].reads = self != .deaf
          continue
        }
        send(from: member, to: members[(index + 1) % members.count], &entropy)
        outcome.sent += 1
      }
      pairs.turn(milliseconds: members.allSatisfy { $0.bytesWaiting > 0 } ? 5 : 0)
      pairs.forgetClosed()
    }
    for member in members { member.end() }
    pairs.forgetClosed()
  }

  private func send(
    from member: Visitor, to other: Visitor, _ entropy: inout some RandomNumberGenerator
  ) {
    switch self {
    case .drips: member.write([member.bytesWaiting == 0 ? 7 : 0])
    case .outOfBand:
      member.send(
        OutOfBandSend(to: other.keys.publicKey, [UInt8](repeating: 1, count: 1_024)))
    default:
      let key = Bytes32(
        words: (entropy.next(), entropy.next(), entropy.next(), entropy.next() >> 8))
      member.send(RoutingRequest(peer: DHTPublicKey(key)))
    }
  }
}
