import ArgumentParser
import ToxCrypto
import ToxWire

/// The floods.
enum Kind: String, CaseIterable, ExpressibleByArgument {
  /// Well-formed requests of 10,000 strangers who know the Tox ID.
  case friendRequests = "friend-requests"
  case cookieRequests = "cookie-requests"
  /// With no cookie, with a stranger's, and with one that names a contact.
  case handshakes
  case announces
  /// Pings and nodes requests of made-up nodes.
  case nodes
  /// What the bot was sent by others, again and again, in their name.
  case replays
  /// Session data in a contact's name, and noise of every kind.
  case spoofed

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
