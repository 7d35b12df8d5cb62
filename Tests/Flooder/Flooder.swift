import ArgumentParser
import Glibc
import TestSupport
import ToxCrypto
import ToxWire

/// A hostile network on one machine: valid and senseless packets in floods, from addresses all over
/// 127/8 (forged with a raw socket, so it needs the rights for one), to one bot on loopback.
///
/// Prints one line of JSON: how many datagrams it sent.
@main
struct Flooder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flooder", abstract: "Floods one bot on 127.0.0.1.")

  @Argument(help: "What to send: \(FloodKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: FloodKind
  @Option(help: "The bot's UDP port.") var port: UInt16
  @Option(help: "The bot's Tox ID.") var toxID: String
  @Option(help: "The bot's DHT key, hex.") var dhtKey: String
  @Option(help: "A contact's public key, hex: handshakes claim to come from it.")
  var contact: String?
  @Option(help: "A node, PORT:KEY, that may know the bot's announcement; repeatable.")
  var node: [String] = []
  @Option(help: "Datagrams a second.") var rate = 50_000
  @Option(help: "Seconds.") var seconds = 3

  func run() throws {
    let target = try Target(port: port, toxID: toxID, dhtKey: dhtKey, contact: contact)
    let nodes = try node.map { try AnnounceNode($0) }
    let load = try kind.load(for: target, nodes: nodes)
    let socket = try ForgingSocket(to: port)
    print(#"{"event":"loaded","kind":"\#(kind.rawValue)","packets":\#(load.packets.count)}"#)
    fflush(nil)
    let sent = try fire(load, through: socket)
    print(#"{"event":"flooded","kind":"\#(kind.rawValue)","sent":\#(sent)}"#)
  }

  /// Sends a millisecond's share each millisecond. What the clock is behind is not made up for.
  private func fire(_ load: Load, through socket: ForgingSocket) throws -> Int {
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

/// Whom the flood is for.
struct Target {
  let port: UInt16
  let toxID: ToxID
  let dhtKey: DHTPublicKey
  let contact: LongTermPublicKey?

  init(port: UInt16, toxID: String, dhtKey: String, contact: String?) throws {
    self.port = port
    self.toxID = try ToxID(text: toxID)
    self.dhtKey = DHTPublicKey(try key(dhtKey))
    self.contact = try contact.map { LongTermPublicKey(try key($0)) }
  }
}

/// 32 bytes out of 64 hex digits.
func key(_ text: some StringProtocol) throws -> [UInt8] {
  guard let bytes = [UInt8](hex: Substring(text)), bytes.count == 32 else {
    throw ValidationError("\(text) is no key of 64 hex digits")
  }
  return bytes
}

/// Packets to be sent over and over.
struct Load {
  struct Packet {
    var bytes: [UInt8]
    /// Whom it claims to come from; nil: from anywhere.
    var source: Endpoint?
  }

  var packets: [Packet]

  init(_ packets: [Packet]) throws {
    guard !packets.isEmpty else { throw ValidationError("nothing to send") }
    self.packets = packets
  }

  init(_ packets: [[UInt8]]) throws {
    try self.init(packets.map { Packet(bytes: $0, source: nil) })
  }
}
