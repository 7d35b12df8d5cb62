import ArgumentParser
import Glibc
import TestSupport
import ToxWire

/// A hostile network on one machine: valid and senseless packets in floods, from addresses all over
/// 127/8 (forged with a raw socket, so it needs the rights for one), to one bot on loopback.
///
/// Says when it begins, and in the end how many datagrams it sent.
struct FloodCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flood", abstract: "Floods one bot on 127.0.0.1.")

  @Argument(help: "What to send: \(FloodKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: FloodKind
  @Option(help: "The bot's UDP port.") var port: UInt16
  @Option(help: "The bot's Tox ID.") var toxID: ToxID
  @Option(help: "The bot's DHT key, hex.") var dhtKey: DHTPublicKey
  @Option(help: "A contact's public key, hex: handshakes claim to come from it.")
  var contact: LongTermPublicKey?
  @Option(help: "A node, PORT:KEY, that may know the bot's announcement; repeatable.")
  var node: [NodeName] = []
  @Option(help: "Datagrams a second.") var rate = 50_000
  @Option(help: "Seconds.") var seconds = 3

  func run() throws {
    let target = FloodTarget(port: port, toxID: toxID, dhtKey: dhtKey, contact: contact)
    let load = try kind.load(for: target, nodes: node)
    let socket = try ForgingSocket(to: port)
    line("loaded").with("packets", load.packets.count).say()
    let sent = try fire(load, through: socket)
    line("flooded").with("sent", sent).say()
  }

  private func line(_ event: String) -> Line { .event(event).with("kind", kind.rawValue) }

  /// Sends a millisecond's share each millisecond. What the clock is behind is not made up for.
  private func fire(_ load: FloodLoad, through socket: ForgingSocket) throws -> Int {
    let clock = ContinuousClock()
    let share = max(1, rate / 1_000)
    let end = clock.now + .seconds(seconds)
    var (sent, next) = (0, clock.now)
    while clock.now < end {
      for _ in 0..<share {
        let packet = load.packets[sent % load.packets.count]
        try socket.send(packet.bytes, from: packet.source ?? Self.anywhere(sent))
        sent += 1
      }
      next = max(clock.now, next + .milliseconds(1))
      while clock.now < next { usleep(100) }
    }
    return sent
  }

  /// An address of 127/8 that is not 127.0.0.1: each datagram from another network.
  private static func anywhere(_ number: Int) -> Endpoint {
    let mixed = UInt32(truncatingIfNeeded: number) &* 2_654_435_761
    return Endpoint(.v4(0x7f01_0000 + mixed >> 9), port: UInt16(truncatingIfNeeded: mixed) | 1_024)
  }
}

/// The target of the flood.
struct FloodTarget {
  let port: UInt16
  let toxID: ToxID
  let dhtKey: DHTPublicKey
  let contact: LongTermPublicKey?
}
