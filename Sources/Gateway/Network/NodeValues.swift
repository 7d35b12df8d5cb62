import GatewayCore
import GatewayEngine
import ToxCore
import ToxWire

// Conversions between the gateway's types and the node's equivalents.

extension MessageStamp {
  init(_ tail: MessageTail) {
    self.init(id: tail.id.bytes, seconds: tail.time)
  }

  /// The stamp as part of a packet.
  var tail: MessageTail { MessageTail(id: Bytes32(id.span), time: seconds) }
}

extension ConnectionReport.Status {
  init(_ status: ConnectionStatus) {
    switch status {
    case .offline: self = .offline
    case .joining: self = .joining
    case .announced: self = .announced
    }
  }
}

extension ContactOffer {
  init(_ offer: FriendOffer) {
    switch offer {
    case .call(let withVideo): self = .call(withVideo: withVideo)
    case .file(let kind, let size, let name):
      self = .file(name: String(decoding: name, as: UTF8.self), size: size, kind: kind)
    case .group(let name): self = .invitation(name: String(decoding: name, as: UTF8.self))
    }
  }
}

extension BotConfiguration.Profile.Status {
  init(_ status: UserStatus) {
    switch status {
    case .online: self = .online
    case .away: self = .away
    case .busy: self = .busy
    }
  }

  var userStatus: UserStatus {
    switch self {
    case .online: .online
    case .away: .away
    case .busy: .busy
    }
  }
}

extension StreamPosition {
  init(_ position: MessagePosition) {
    self.init(session: SessionID(position.session.rawValue), number: position.number)
  }
}

extension MessagePosition {
  init(_ position: StreamPosition) {
    self.init(session: Session(position.session.rawValue), number: position.number)
  }
}
