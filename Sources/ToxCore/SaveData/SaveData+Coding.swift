import ToxCrypto
import ToxWire

extension SaveData {
  /// Reads a plain save.
  public init(decoding bytes: [UInt8]) throws(SaveDataError) {
    let sections: [SaveSection]
    do {
      sections = try SaveSection.list(decodingSave: bytes)
    } catch {
      throw .malformed(error)
    }
    guard let keys = sections.first(where: { $0.type == SaveSection.Kind.keys.rawValue }) else {
      throw .noKeys
    }
    self.init(identity: try Identity(decodingKeys: keys.body))
    for section in sections { try take(section) }
  }

  /// The plain save. It holds the secret key: encrypt it, or keep the file to yourself.
  public func encoded() -> [UInt8] {
    let keys =
      identity.noSpam.encoded() + identity.keyPair.publicKey.bytes
      + identity.keyPair.secretKey.exportBytes()
    let sections =
      [
        SaveSection(.keys, keys),
        SaveSection(.dht, DHTSection.encoded(dhtNodes)),
        SaveSection(.contacts, contacts.flatMap { $0.encoded() }),
        SaveSection(.name, name),
        SaveSection(.statusMessage, statusMessage),
        SaveSection(.status, [status.rawValue]),
        SaveSection(.relays, relays.flatMap { $0.encoded() }),
        SaveSection(.pathNodes, pathNodes.flatMap { $0.encoded() }),
      ] + otherSections
    return SaveSection.encodedSave(sections)
  }

  private mutating func take(_ section: SaveSection) throws(SaveDataError) {
    guard let kind = SaveSection.Kind(rawValue: section.type) else {
      otherSections.append(section)
      return
    }
    switch kind {
    case .keys, .end: break
    case .dht: dhtNodes += DHTSection.nodes(decoding: section.body)
    case .contacts:
      do {
        contacts += try SavedContact.list(decoding: section.body)
      } catch {
        throw .malformed(error)
      }
    case .name:
      if section.body.count <= Nickname.sizeLimit { name = section.body }
    case .statusMessage:
      if section.body.count <= StatusMessage.sizeLimit { statusMessage = section.body }
    case .status:
      if let status = section.body.first.flatMap(UserStatus.init) { self.status = status }
    case .relays: relays += PackedNode.readableNodes(in: section.body)
    case .pathNodes: pathNodes += PackedNode.readableNodes(in: section.body)
    }
  }
}

extension Identity {
  /// From the body of the keys' section: nospam 4, public key 32, secret key 32.
  fileprivate init(decodingKeys body: [UInt8]) throws(SaveDataError) {
    let publicKey: LongTermPublicKey
    let noSpam: NoSpam
    var secret: [UInt8]
    do {
      var reader = Reader(body.span)
      noSpam = try NoSpam(from: &reader)
      publicKey = try LongTermPublicKey(from: &reader)
      secret = try reader.bytes(SecretKey.size)
      try reader.finish()
    } catch {
      throw .malformed(error)
    }
    defer { wipe(&secret) }
    self.init(keyPair: KeyPair(secretKey: SecretKey(bytes: secret)), noSpam: noSpam)
    guard keyPair.publicKey == publicKey else { throw .keysDisagree }
  }
}

/// The body of the DHT's section: 0x0159000d, then sections with a cookie of their own, of which
/// type 4 holds nodes.
private enum DHTSection {
  private static let cookie: UInt32 = 0x0159_000d
  private static let innerCookie: UInt16 = 0x11ce
  private static let nodesType: UInt16 = 4

  static func encoded(_ nodes: [PackedNode]) -> [UInt8] {
    var writer = Writer()
    writer.writeLittleEndian(cookie)
    SaveSection(type: nodesType, body: nodes.flatMap { $0.encoded() })
      .write(to: &writer, cookie: innerCookie)
    return writer.finish()
  }

  /// The nodes that can be read: they are hints, so that damage here costs only hints.
  static func nodes(decoding body: [UInt8]) -> [PackedNode] {
    var nodes: [PackedNode] = []
    var reader = Reader(body.span)
    guard let start = try? reader.uint32LittleEndian(), start == cookie else { return [] }
    while reader.remaining > 0 {
      guard let section = try? SaveSection(from: &reader, cookie: innerCookie) else { break }
      if section.type == nodesType { nodes += PackedNode.readableNodes(in: section.body) }
    }
    return nodes
  }
}

extension PackedNode {
  /// The nodes up to the first that can't be read.
  fileprivate static func readableNodes(in body: [UInt8]) -> [PackedNode] {
    var nodes: [PackedNode] = []
    var reader = Reader(body.span)
    while reader.remaining > 0, let node = try? PackedNode(from: &reader) { nodes.append(node) }
    return nodes
  }
}
