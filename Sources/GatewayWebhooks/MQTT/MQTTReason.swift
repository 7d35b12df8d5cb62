import GatewayCore

/// Why a broker refuses, and what it means for a delivery.
struct MQTTReason: Hashable {
  let code: UInt8
  let words: String
  let advice: Advice

  enum Advice: Hashable {
    case later
    /// This publication would be refused again.
    case message
    /// Everything would be, until the owner changes something here or at the broker.
    case webhook
  }

  /// - Source: MQTT 3.1.1, table 3.1; MQTT 5.0, 2.4
  init(_ code: UInt8, version: MQTTContent.Version, isLogin: Bool) {
    self.code = code
    if version == .v3, isLogin {
      (words, advice) =
        switch code {
        case 1: ("it does not speak this version", .webhook)
        case 2: ("client identifier refused", .later)
        case 3: ("server unavailable", .later)
        case 4: ("bad user name or password", .webhook)
        case 5: ("not authorized", .webhook)
        default: ("for no known reason", .later)
        }
    } else {
      (words, advice) = Self.v5(code)
    }
  }

  private static func v5(_ code: UInt8) -> (String, Advice) {
    switch code {
    case 0x84: ("it does not speak this version", .webhook)
    case 0x85: ("client identifier refused", .later)
    case 0x86: ("bad user name or password", .webhook)
    case 0x87: ("not authorized", .webhook)
    case 0x8A: ("banned", .webhook)
    case 0x8C: ("bad way of authentication", .webhook)
    case 0x88: ("server unavailable", .later)
    case 0x89: ("server busy", .later)
    case 0x8B: ("server shutting down", .later)
    case 0x8D: ("keep-alive timeout", .later)
    case 0x8E: ("session taken over", .later)
    case 0x90: ("topic refused", .webhook)
    case 0x93, 0x96: ("too many messages", .later)
    case 0x95: ("packet too large", .message)
    case 0x97: ("quota exceeded", .later)
    case 0x99: ("payload refused", .message)
    case 0x9A: ("it keeps no retained messages", .webhook)
    case 0x9B: ("it takes no messages of quality 1", .webhook)
    case 0x9C, 0x9D: ("another server is to be used", .webhook)
    case 0x9F: ("too many connections", .later)
    default: ("for no stated reason", .later)
    }
  }

  func result(of subject: String = "The broker refused it") -> DeliveryResult {
    switch advice {
    case .later: .unreachable("\(subject): \(words) (\(code)).")
    case .message: .rejected(status: Int(code), .message, reason: words)
    case .webhook: .rejected(status: Int(code), .webhook, reason: words)
    }
  }
}
