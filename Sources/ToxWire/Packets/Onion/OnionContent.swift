/// What the onion brings to a person, told apart by its first byte.
///
/// - Spec: "DHT Public Key Packet", "Friend Requests"
public enum OnionContent: Hashable, Sendable {
  case dhtKey(DHTKeyPacket)
  case friendRequest(OnionFriendRequest)

  /// - Throws: what the packet's own `init(decoding:)` throws; `.kind` for another first byte, or
  ///   none.
  public init(decoding bytes: [UInt8]) throws(WireError) {
    switch bytes.first {
    case DHTKeyPacket.id: self = .dhtKey(try DHTKeyPacket(decoding: bytes))
    case OnionFriendRequest.id: self = .friendRequest(try OnionFriendRequest(decoding: bytes))
    default: throw .kind
    }
  }
}
