/// A datagram of the Tox network: the one switch over its first byte.
///
/// Session data, by far the most frequent kind, is left in place: only the session that it is for
/// can read it.
public enum Datagram: Hashable, Sendable {
  case pingRequest(PingRequest)
  case pingResponse(PingResponse)
  case nodesRequest(NodesRequest)
  case nodesResponse(NodesResponse)
  case cookieRequest(CookieRequest)
  case cookieResponse(CookieResponse)
  case handshake(Handshake)
  case sessionData
  case dhtRequest(DHTRequest)
  case lanDiscovery(LANDiscovery)
  case onionRequest0(OnionRequest0)
  case onionRequest1(OnionRequest1)
  case onionRequest2(OnionRequest2)
  case announceRequest(OnionDelivery<AnnounceRequest>)
  case announceResponse(AnnounceResponse)
  case onionDataRequest(OnionDelivery<OnionDataRequest>)
  case onionDataResponse(OnionDataResponse)
  case extendedAnnounceRequest(OnionDelivery<ExtendedAnnounceRequest>)
  case extendedAnnounceResponse(ExtendedAnnounceResponse)
  case onionResponse3(OnionResponse3)
  case onionResponse2(OnionResponse2)
  case onionResponse1(OnionResponse1)
  case bootstrapInfoRequest(BootstrapInfoRequest)
  /// A kind of the network that this version does not serve: groups, forwarding, the announce
  /// store.
  case unserved(UInt8)

  /// - Throws: `.kind` for a first byte that the network does not know, `.truncated` for none, and
  ///   whatever the packet's own form refuses.
  public init(decoding bytes: Span<UInt8>) throws(WireError) {
    guard bytes.count > 0 else { throw .truncated }
    switch bytes[0] {
    case PingRequest.kind: self = .pingRequest(try PingRequest(decoding: bytes))
    case PingResponse.kind: self = .pingResponse(try PingResponse(decoding: bytes))
    case NodesRequest.kind: self = .nodesRequest(try NodesRequest(decoding: bytes))
    case NodesResponse.kind: self = .nodesResponse(try NodesResponse(decoding: bytes))
    case CookieRequest.kind: self = .cookieRequest(try CookieRequest(decoding: bytes))
    case CookieResponse.kind: self = .cookieResponse(try CookieResponse(decoding: bytes))
    case Handshake.kind: self = .handshake(try Handshake(decoding: bytes))
    case SessionData.kind: self = .sessionData
    case DHTRequest.kind: self = .dhtRequest(try DHTRequest(decoding: bytes))
    case LANDiscovery.kind: self = .lanDiscovery(try LANDiscovery(decoding: bytes))
    case 0x80...0x8e: self = try Self.onion(bytes)
    case BootstrapInfoRequest.kind:
      self = .bootstrapInfoRequest(try BootstrapInfoRequest(decoding: bytes))
    case 0x5a...0x5c, 0x90...0x98: self = .unserved(bytes[0])
    default: throw .kind
    }
  }

  private static func onion(_ bytes: Span<UInt8>) throws(WireError) -> Datagram {
    switch bytes[0] {
    case OnionRequest0.kind: .onionRequest0(try OnionRequest0(decoding: bytes))
    case OnionRequest1.kind: .onionRequest1(try OnionRequest1(decoding: bytes))
    case OnionRequest2.kind: .onionRequest2(try OnionRequest2(decoding: bytes))
    case AnnounceRequest.kind: .announceRequest(try OnionDelivery(decoding: bytes))
    case AnnounceResponse.kind: .announceResponse(try AnnounceResponse(decoding: bytes))
    case OnionDataRequest.kind: .onionDataRequest(try OnionDelivery(decoding: bytes))
    case OnionDataResponse.kind: .onionDataResponse(try OnionDataResponse(decoding: bytes))
    case ExtendedAnnounceRequest.kind:
      .extendedAnnounceRequest(try OnionDelivery(decoding: bytes))
    case ExtendedAnnounceResponse.kind:
      .extendedAnnounceResponse(try ExtendedAnnounceResponse(decoding: bytes))
    case OnionResponse3.kind: .onionResponse3(try OnionResponse3(decoding: bytes))
    case OnionResponse2.kind: .onionResponse2(try OnionResponse2(decoding: bytes))
    case OnionResponse1.kind: .onionResponse1(try OnionResponse1(decoding: bytes))
    default: throw .kind
    }
  }
}
