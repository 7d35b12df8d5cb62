import TestSupport
import ToxCrypto
import ToxWire

/// Packets to be sent over and over.
struct FloodLoad {
  struct Packet {
    var bytes: [UInt8]
    /// The source that it claims; nil: any.
    var source: Endpoint?
  }

  var packets: [Packet]

  init(_ packets: [Packet]) throws(Refusal) {
    guard !packets.isEmpty else { throw Refusal("nothing to send") }
    self.packets = packets
  }

  init(_ packets: [[UInt8]]) throws(Refusal) {
    try self.init(packets.map { Packet(bytes: $0, source: nil) })
  }
}

extension FloodKind {
  func load(for target: FloodTarget, nodes: [NodeName]) throws(Refusal) -> FloodLoad {
    var maker = PacketMaker(target)
    switch self {
    case .friendRequests:
      guard let dataKey = maker.dataKey(from: nodes) else {
        throw Refusal("no node knows the bot")
      }
      return try FloodLoad((0..<10_000).map { _ in maker.friendRequest(dataKey) })
    case .cookieRequests: return try FloodLoad((0..<2_000).map { _ in maker.cookieRequest() })
    case .handshakes: return try FloodLoad(maker.handshakes(300))
    case .announces: return try FloodLoad((0..<2_000).map { _ in maker.announce() })
    case .nodes:
      return try FloodLoad((0..<1_000).flatMap { _ in [maker.ping(), maker.nodesRequest()] })
    case .replays: return try FloodLoad(ForgingSocket(to: target.port).overhear(500))
    case .spoofed: return try FloodLoad(spoofed(target, &maker))
    }
  }

  private func spoofed(
    _ target: FloodTarget, _ maker: inout PacketMaker
  ) throws(Refusal) -> [FloodLoad.Packet] {
    let heard = try ForgingSocket(to: target.port).overhear(200)
    let contacts = heard.filter { $0.bytes.first == SessionData.kind }.compactMap(\.source)
    guard let contact = contacts.first else { throw Refusal("no contact is heard") }
    return (0..<1_000).map { number in
      var bytes = maker.noise(size: 40 + number % 1_000)
      guard number % 2 == 0 else {
        bytes[0] = UInt8(truncatingIfNeeded: number / 2)
        return FloodLoad.Packet(bytes: bytes, source: nil)
      }
      bytes[0] = SessionData.kind
      return FloodLoad.Packet(bytes: bytes, source: contact)
    }
  }
}
