public import ArgumentParser
public import TestSupport
import ToxCrypto
import ToxWire

extension FloodKind: ExpressibleByArgument {}

extension FloodKind {
  func load(for target: Target, nodes: [AnnounceNode]) throws -> Load {
    var maker = PacketMaker(target)
    switch self {
    case .friendRequests:
      guard let dataKey = maker.dataKey(from: nodes) else {
        throw ValidationError("no node knows the bot")
      }
      return try Load((0..<10_000).map { _ in maker.friendRequest(dataKey) })
    case .cookieRequests: return try Load((0..<2_000).map { _ in maker.cookieRequest() })
    case .handshakes: return try Load(maker.handshakes(300))
    case .announces: return try Load((0..<2_000).map { _ in maker.announce() })
    case .nodes: return try Load((0..<1_000).flatMap { _ in [maker.ping(), maker.nodesRequest()] })
    case .replays: return try Load(try ForgingSocket(to: target.port).overhear(500))
    case .spoofed: return try Load(spoofed(target, &maker))
    }
  }

  private func spoofed(_ target: Target, _ maker: inout PacketMaker) throws -> [Load.Packet] {
    let heard = try ForgingSocket(to: target.port).overhear(200)
    let contacts = heard.filter { $0.bytes.first == SessionData.kind }.compactMap(\.source)
    guard let contact = contacts.first else { throw ValidationError("no contact is heard") }
    return (0..<1_000).map { number in
      var bytes = maker.noise(size: 40 + number % 1_000)
      guard number % 2 == 0 else {
        bytes[0] = UInt8(truncatingIfNeeded: number / 2)
        return Load.Packet(bytes: bytes, source: nil)
      }
      bytes[0] = SessionData.kind
      return Load.Packet(bytes: bytes, source: contact)
    }
  }
}
