/// Everything that a contact can say, told apart by its first byte.
///
/// - Spec: "Messenger", "Packet kinds"
public enum FriendPacket: Hashable, Sendable {
  case alive
  case shareRelays(ShareRelays)
  case friendRequest(FriendRequest)
  case online
  case capabilities(Capabilities)
  case offline
  case nickname(Nickname)
  case statusMessage(StatusMessage)
  case userStatus(UserStatusPacket)
  case typing(Typing)
  case message(Message)
  case messageAcknowledgement(MessageAcknowledgement)
  case fileOffer(FileOffer)
  case fileControl(FileControl)
  case fileData(FileData)
  case callSignal(CallSignal)
  case conferenceInvitation(ConferenceInvitation)
  case groupInvitation(GroupInvitation)
  /// The rest of groups and conferences (95 to 100): known, and not served.
  case unsupported(kind: UInt8)
  /// An unknown id: ignored, as the network expects.
  case unknown(kind: UInt8)

  /// - Throws: what the payload's own `init(decoding:)` throws; `.truncated` without a first byte.
  public init(decoding bytes: [UInt8]) throws(WireError) {
    guard let kind = bytes.first else { throw .truncated }
    switch kind {
    case Alive.kind:
      _ = try Alive(decoding: bytes)
      self = .alive
    case Capabilities.kind where bytes.count == Capabilities.size:
      self = .capabilities(try Capabilities(decoding: bytes))
    case Online.kind:
      _ = try Online(decoding: bytes)
      self = .online
    case Offline.kind:
      _ = try Offline(decoding: bytes)
      self = .offline
    case ShareRelays.kind: self = .shareRelays(try ShareRelays(decoding: bytes))
    case FriendRequest.kind: self = .friendRequest(try FriendRequest(decoding: bytes))
    case Nickname.kind: self = .nickname(try Nickname(decoding: bytes))
    case StatusMessage.kind: self = .statusMessage(try StatusMessage(decoding: bytes))
    case UserStatusPacket.kind: self = .userStatus(try UserStatusPacket(decoding: bytes))
    case Typing.kind: self = .typing(try Typing(decoding: bytes))
    case MessageKind.text.rawValue, MessageKind.action.rawValue:
      self = .message(try Message(decoding: bytes))
    case MessageAcknowledgement.kind:
      self = .messageAcknowledgement(try MessageAcknowledgement(decoding: bytes))
    case FileOffer.kind: self = .fileOffer(try FileOffer(decoding: bytes))
    case FileControl.kind: self = .fileControl(try FileControl(decoding: bytes))
    case FileData.kind: self = .fileData(try FileData(decoding: bytes))
    case CallSignal.kind: self = .callSignal(try CallSignal(decoding: bytes))
    case ConferenceInvitation.kind where bytes.dropFirst().first == 0:
      self = .conferenceInvitation(try ConferenceInvitation(decoding: bytes))
    case GroupInvitation.kind where bytes.dropFirst(2).first == 0:
      self = .groupInvitation(try GroupInvitation(decoding: bytes))
    case 95...100: self = .unsupported(kind: kind)
    default: self = .unknown(kind: kind)
    }
  }
}
