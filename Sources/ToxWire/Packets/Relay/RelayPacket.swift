/// What a frame between a relay and its client holds: the one switch over its first byte, once for
/// each direction.
///
/// A packet that only the other side may send throws `.kind`, and the receiver closes the
/// connection.
public enum RelayPacket {
  /// Client to relay.
  public enum FromClient: Hashable, Sendable {
    case routingRequest(RoutingRequest)
    /// Has no meaning in this direction, and is tolerated.
    case connectNotification
    case disconnectNotification(DisconnectNotification)
    case ping(RelayPing)
    case pong(RelayPong)
    case outOfBandSend(OutOfBandSend)
    case onionRequest(RelayOnionRequest)
    /// A request to forward (0x0a): known, and not served.
    case unserved
    /// Data of 1 to 2031 bytes, left in place: all that follows the first byte.
    case data(RelaySlot)
  }

  /// Relay to client.
  public enum FromRelay: Hashable, Sendable {
    case routingResponse(RoutingResponse)
    case connectNotification(ConnectNotification)
    case disconnectNotification(DisconnectNotification)
    case ping(RelayPing)
    case pong(RelayPong)
    case outOfBandReceived(OutOfBandReceived)
    case onionResponse(RelayOnionResponse)
    /// Something forwarded (0x0b): known, and never asked for.
    case unserved
    /// Data of 1 to 2031 bytes, left in place: all that follows the first byte.
    case data(RelaySlot)
  }

  /// The kinds of forwarding, which this version does not serve.
  static let forwardRequestKind: UInt8 = 0x0a
  static let forwardingKind: UInt8 = 0x0b
}

extension RelayPacket.FromClient {
  /// - Throws: `.kind` for what a client may not send, and whatever the packet's own form refuses.
  public init(decoding bytes: Span<UInt8>) throws(WireError) {
    guard bytes.count > 0 else { throw .truncated }
    if let slot = RelaySlot(bytes[0]) {
      self = .data(try slot.checkingData(bytes))
      return
    }
    switch bytes[0] {
    case RoutingRequest.kind: self = .routingRequest(try RoutingRequest(decoding: bytes))
    case ConnectNotification.kind:
      _ = try ConnectNotification(decoding: bytes)
      self = .connectNotification
    case DisconnectNotification.kind:
      self = .disconnectNotification(try DisconnectNotification(decoding: bytes))
    case RelayPing.kind: self = .ping(try RelayPing(decoding: bytes))
    case RelayPong.kind: self = .pong(try RelayPong(decoding: bytes))
    case OutOfBandSend.kind: self = .outOfBandSend(try OutOfBandSend(decoding: bytes))
    case RelayOnionRequest.kind: self = .onionRequest(try RelayOnionRequest(decoding: bytes))
    case RelayPacket.forwardRequestKind: self = .unserved
    default: throw .kind
    }
  }
}

extension RelayPacket.FromRelay {
  /// - Throws: `.kind` for what a relay may not send, and whatever the packet's own form refuses.
  public init(decoding bytes: Span<UInt8>) throws(WireError) {
    guard bytes.count > 0 else { throw .truncated }
    if let slot = RelaySlot(bytes[0]) {
      self = .data(try slot.checkingData(bytes))
      return
    }
    switch bytes[0] {
    case RoutingResponse.kind: self = .routingResponse(try RoutingResponse(decoding: bytes))
    case ConnectNotification.kind:
      self = .connectNotification(try ConnectNotification(decoding: bytes))
    case DisconnectNotification.kind:
      self = .disconnectNotification(try DisconnectNotification(decoding: bytes))
    case RelayPing.kind: self = .ping(try RelayPing(decoding: bytes))
    case RelayPong.kind: self = .pong(try RelayPong(decoding: bytes))
    case OutOfBandReceived.kind:
      self = .outOfBandReceived(try OutOfBandReceived(decoding: bytes))
    case RelayOnionResponse.kind: self = .onionResponse(try RelayOnionResponse(decoding: bytes))
    case RelayPacket.forwardingKind: self = .unserved
    default: throw .kind
    }
  }
}

extension RelaySlot {
  /// The slot itself, where `bytes`, which begin with it, are data of an allowed size.
  fileprivate func checkingData(_ bytes: Span<UInt8>) throws(WireError) -> RelaySlot {
    guard bytes.count > 1 else { throw .truncated }
    guard RelayData.payloadSizes.contains(bytes.count - 1) else { throw .size }
    return self
  }
}
