import ToxCore
import ToxCrypto
import ToxWire

extension FuzzTarget {
  /// Bytes that become values.
  static let decoders = [
    FuzzTarget("datagrams", sizeMax: 1_500, decodeDatagram),
    FuzzTarget("payloads", sizeMax: 1_500, decodePayload),
    FuzzTarget("friend-packets", sizeMax: 1_400, decodeFriendPacket),
    FuzzTarget("session-payloads", sizeMax: 1_400, decodeSessionPayload),
    FuzzTarget("relay-packets", sizeMax: 2_048, decodeRelayPacket),
    FuzzTarget("identifiers", sizeMax: 256, decodeIdentifier),
    FuzzTarget("save", sizeMax: 8_192, decodeSave),
  ]
}

/// What decodes has one form on the wire, and that form decodes to the same value.
private func checkRoundTrip<Value: WireValue>(_ type: Value.Type, _ bytes: [UInt8]) {
  guard let value = try? Value(decoding: bytes) else { return }
  let encoded = value.encoded()
  precondition((try? Value(decoding: encoded)) == value, "\(type) does not come back")
}

@Sendable private func decodeDatagram(_ bytes: [UInt8]) {
  guard let datagram = try? Datagram(decoding: bytes.span) else { return }
  if case .sessionData = datagram { checkRoundTrip(SessionData.self, bytes) }
  let encoded: [UInt8]? =
    switch datagram {
    case .pingRequest(let packet): packet.encoded()
    case .pingResponse(let packet): packet.encoded()
    case .nodesRequest(let packet): packet.encoded()
    case .nodesResponse(let packet): packet.encoded()
    case .cookieRequest(let packet): packet.encoded()
    case .cookieResponse(let packet): packet.encoded()
    case .handshake(let packet): packet.encoded()
    case .dhtRequest(let packet): packet.encoded()
    case .lanDiscovery(let packet): packet.encoded()
    case .onionRequest0(let packet): packet.encoded()
    case .onionRequest1(let packet): packet.encoded()
    case .onionRequest2(let packet): packet.encoded()
    case .announceRequest(let packet): packet.encoded()
    case .announceResponse(let packet): packet.encoded()
    case .onionDataRequest(let packet): packet.encoded()
    case .onionDataResponse(let packet): packet.encoded()
    case .extendedAnnounceRequest(let packet): packet.encoded()
    case .extendedAnnounceResponse(let packet): packet.encoded()
    case .onionResponse3(let packet): packet.encoded()
    case .onionResponse2(let packet): packet.encoded()
    case .onionResponse1(let packet): packet.encoded()
    case .bootstrapInfoRequest(let packet): packet.encoded()
    case .sessionData, .unserved: nil
    }
  guard let encoded else { return }
  precondition(encoded.count == bytes.count, "a packet changed its size")
  precondition((try? Datagram(decoding: encoded.span)) == datagram, "a packet does not come back")
}

/// What the boxes hold; the first byte says which box.
@Sendable private func decodePayload(_ bytes: [UInt8]) {
  guard let selector = bytes.first else { return }
  let check = payloadChecks[Int(selector) % payloadChecks.count]
  check(Array(bytes.dropFirst()))
}

private let payloadChecks: [@Sendable ([UInt8]) -> Void] = [
  { checkRoundTrip(PingRequest.Payload.self, $0) },
  { checkRoundTrip(PingResponse.Payload.self, $0) },
  { checkRoundTrip(NodesRequest.Payload.self, $0) },
  { checkRoundTrip(NodesResponse.Payload.self, $0) },
  { checkRoundTrip(DHTRequestData.self, $0) },
  { checkRoundTrip(NATPing.self, $0) },
  { checkRoundTrip(BootstrapInfoResponse.self, $0) },
  { checkRoundTrip(CookieRequest.Payload.self, $0) },
  { checkRoundTrip(CookieResponse.Payload.self, $0) },
  { checkRoundTrip(Cookie.Payload.self, $0) },
  { checkRoundTrip(Cookie.self, $0) },
  { checkRoundTrip(Handshake.Payload.self, $0) },
  { checkRoundTrip(OnionRelayLayer.self, $0) },
  { checkRoundTrip(OnionExitLayer.self, $0) },
  { checkRoundTrip(OnionReturnStep.self, $0) },
  { checkRoundTrip(OnionRequestPayload.self, $0) },
  { checkRoundTrip(OnionResponsePayload.self, $0) },
  { checkRoundTrip(AnnounceRequest.Payload.self, $0) },
  { checkRoundTrip(AnnounceResponse.Payload.self, $0) },
  { checkRoundTrip(ExtendedAnnounceRequest.Payload.self, $0) },
  { checkRoundTrip(ExtendedAnnounceResponse.Payload.self, $0) },
  { checkRoundTrip(OnionData.self, $0) },
  { checkRoundTrip(OnionFriendRequest.self, $0) },
  { checkRoundTrip(DHTKeyPacket.self, $0) },
  { checkRoundTrip(SealedDHTKeyPacket.self, $0) },
]

@Sendable private func decodeFriendPacket(_ bytes: [UInt8]) {
  _ = try? FriendPacket(decoding: bytes)
  checkRoundTrip(Alive.self, bytes)
  checkRoundTrip(Online.self, bytes)
  checkRoundTrip(Capabilities.self, bytes)
  checkRoundTrip(Offline.self, bytes)
  checkRoundTrip(ShareRelays.self, bytes)
  checkRoundTrip(FriendRequest.self, bytes)
  checkRoundTrip(Nickname.self, bytes)
  checkRoundTrip(StatusMessage.self, bytes)
  checkRoundTrip(UserStatusPacket.self, bytes)
  checkRoundTrip(Typing.self, bytes)
  checkRoundTrip(Message.self, bytes)
  checkRoundTrip(MessageTail.self, bytes)
  checkRoundTrip(MessageAcknowledgement.self, bytes)
  checkRoundTrip(FileOffer.self, bytes)
  checkRoundTrip(FileControl.self, bytes)
  checkRoundTrip(FileData.self, bytes)
  checkRoundTrip(CallSignal.self, bytes)
  checkRoundTrip(ConferenceInvitation.self, bytes)
  checkRoundTrip(GroupInvitation.self, bytes)
}

/// The plaintext of session data, and the request list in it.
@Sendable private func decodeSessionPayload(_ bytes: [UInt8]) {
  if let plaintext = try? SessionData.Plaintext(decoding: bytes), !plaintext.payload.isEmpty {
    checkRoundTrip(SessionData.Plaintext.self, bytes)
  }
  guard let list = try? RequestList(decoding: bytes) else { return }
  precondition(zip(list.missing, list.missing.dropFirst()).allSatisfy { $0 < $1 }, "ascending")
  precondition(list.missing.last.map { $0 < list.count } ?? true, "within its count")
  let encoded = list.encoded()
  precondition(encoded.count < SessionData.Plaintext.payloadSizeMax, "fits into a packet")
  let again = try? RequestList(decoding: encoded)
  precondition(again?.missing == Array(list.missing.prefix(again?.missing.count ?? 0)), "a prefix")
}

/// What a frame holds, in either direction: the switch takes what one of the packets takes, less
/// what the other side alone may send.
@Sendable private func decodeRelayPacket(_ bytes: [UInt8]) {
  _ = try? RelayPacket.FromClient(decoding: bytes.span)
  _ = try? RelayPacket.FromRelay(decoding: bytes.span)
  checkRoundTrip(RoutingRequest.self, bytes)
  checkRoundTrip(RoutingResponse.self, bytes)
  checkRoundTrip(ConnectNotification.self, bytes)
  checkRoundTrip(DisconnectNotification.self, bytes)
  checkRoundTrip(RelayPing.self, bytes)
  checkRoundTrip(RelayPong.self, bytes)
  checkRoundTrip(OutOfBandSend.self, bytes)
  checkRoundTrip(OutOfBandReceived.self, bytes)
  checkRoundTrip(RelayOnionRequest.self, bytes)
  checkRoundTrip(RelayOnionResponse.self, bytes)
  checkRoundTrip(RelayData.self, bytes)
}

@Sendable private func decodeIdentifier(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  if let id = try? ToxID(text: text) { precondition((try? ToxID(text: id.text)) == id, "Tox ID") }
  if let decoded = [UInt8](hex: text) { precondition([UInt8](hex: decoded.hex) == decoded, "hex") }
  checkRoundTrip(ToxID.self, bytes)
  checkRoundTrip(PackedNode.self, bytes)
  checkRoundTrip(TransportEndpoint.self, bytes)
  checkRoundTrip(FixedEndpoint.self, bytes)
  checkRoundTrip(Nonce.self, bytes)
  checkRoundTrip(DHTPublicKey.self, bytes)
  for limit in [0, 4] {
    var reader = Reader(bytes.span)
    guard let nodes = try? PackedNode.list(from: &reader, limit: limit) else { continue }
    precondition(nodes.count <= limit, "at most \(limit) nodes")
  }
}

/// Save data, plain and as a container. Deriving a key from a passphrase takes a tenth of a second
/// and reads nothing but fixed fields: a container is taken apart, and its box read as if opened.
@Sendable private func decodeSave(_ bytes: [UInt8]) {
  checkRoundTrip(EncryptedSave.self, bytes)
  checkRoundTrip(SavedContact.self, bytes)
  checkRoundTrip(SaveSection.self, bytes)
  guard let save = try? SaveData(decoding: bytes) else { return }
  let encoded = save.encoded()
  guard let again = try? SaveData(decoding: encoded) else {
    preconditionFailure("a save does not come back")
  }
  precondition(again.encoded() == encoded, "a save changes each time")
}
