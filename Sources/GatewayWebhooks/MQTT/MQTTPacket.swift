import GatewayCore

/// The packets that a client which only publishes sends.
///
/// - Source: MQTT 3.1.1 and 5.0 (OASIS), chapter 3
enum MQTTPacket {
  /// The keep-alive interval in seconds: the broker closes a connection on which it has read
  /// nothing for one and a half of it.
  static let keepAlive = 60

  static func connect(_ session: MQTTContent.Session, clientID: String) -> [UInt8] {
    var flags: UInt8 = 0x02  // a clean start
    if session.user != nil { flags |= 0x80 }
    if session.password != nil { flags |= 0x40 }
    // A will of quality 1, retained.
    if session.statusTopic != nil { flags |= 0x04 | 0x08 | 0x20 }
    var body = text("MQTT") + [session.version == .v5 ? 5 : 4, flags] + number(keepAlive)
    if session.version == .v5 { body.append(0) }
    body += text(clientID)
    if let topic = session.statusTopic {
      if session.version == .v5 { body.append(0) }
      body += text(topic) + text("offline")
    }
    if let user = session.user { body += text(user) }
    if let password = session.password { body += text(password) }
    return packet(0x10, body)
  }

  /// A publication.
  ///
  /// - Parameter id: the broker acknowledges the publication by it; nil: not at all.
  static func publish(
    _ message: MQTTContent.Message, id: UInt16?, version: MQTTContent.Version
  ) -> [UInt8] {
    var body = text(message.topic)
    if let id { body += number(Int(id)) }
    if version == .v5 { body.append(0) }
    let flags: UInt8 = (id == nil ? 0 : 0x02) | (message.isRetained ? 0x01 : 0)
    return packet(0x30 | flags, body + message.payload)
  }

  static let ping: [UInt8] = [0xC0, 0]
  static let disconnect: [UInt8] = [0xE0, 0]

  private static func packet(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
    var size: [UInt8] = []
    var rest = body.count
    repeat {
      size.append(UInt8(rest % 128) | (rest >= 128 ? 0x80 : 0))
      rest /= 128
    } while rest > 0
    return [first] + size + body
  }

  private static func text(_ text: String) -> [UInt8] {
    number(text.utf8.count) + Array(text.utf8)
  }

  private static func number(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
  }
}
