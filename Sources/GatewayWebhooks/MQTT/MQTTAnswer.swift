import GatewayCore

/// What a broker says to a client that only publishes.
enum MQTTAnswer: Hashable {
  /// The session stands, within these limits.
  case accepted(MQTTLimits)
  case refused(reason: UInt8)
  case acknowledged(UInt16, reason: UInt8)
  case pong
  case closing(reason: UInt8)

  /// The longest packet that a broker has reason to send, in bytes.
  static let sizeMax = 65_536

  /// Takes the first packet off what was received; nil where it has not come whole.
  ///
  /// - Throws: where it is none that follows MQTT.
  static func take(
    from bytes: inout [UInt8], version: MQTTContent.Version
  ) throws(MQTTFault) -> MQTTAnswer? {
    guard let first = bytes.first else { return nil }
    guard types.contains(first) else { throw MQTTFault() }
    var size = 0
    var index = 1
    while true {
      guard index < bytes.count else { return nil }
      size |= Int(bytes[index] & 0x7F) << (7 * (index - 1))
      index += 1
      if bytes[index - 1] & 0x80 == 0 { break }
      guard index <= 4 else { throw MQTTFault() }
    }
    guard size <= sizeMax else { throw MQTTFault() }
    guard bytes.count >= index + size else { return nil }
    let body = Array(bytes[index..<index + size])
    bytes.removeFirst(index + size)
    return try parse(body, ofType: first, version)
  }

  private static let types: [UInt8] = [0x20, 0x40, 0xD0, 0xE0]

  private static func parse(
    _ body: [UInt8], ofType first: UInt8, _ version: MQTTContent.Version
  ) throws(MQTTFault) -> MQTTAnswer {
    switch first {
    case 0x20 where body.count >= 2:
      guard body[1] == 0 else { return .refused(reason: body[1]) }
      guard version == .v5 else { return .accepted(MQTTLimits()) }
      return .accepted(try MQTTLimits(body.dropFirst(2)))
    case 0x40 where body.count >= 2:
      let id = UInt16(body[0]) << 8 | UInt16(body[1])
      return .acknowledged(id, reason: version == .v5 && body.count > 2 ? body[2] : 0)
    case 0xD0: return .pong
    case 0xE0 where version == .v5: return .closing(reason: body.first ?? 0)
    default: throw MQTTFault()
    }
  }
}

/// The broker sent what does not belong to MQTT.
struct MQTTFault: Error, Hashable {}

/// What a broker of MQTT 5 grants a session.
struct MQTTLimits: Hashable {
  /// Publications that may wait for their acknowledgement.
  var publicationsMax = 65_535
  /// Bytes of a packet.
  var packetMax = Int.max
  var takesQuality1 = true
  var takesRetained = true
  /// Seconds that replace the client's own interval.
  var keepAlive: Int?

  init() {}

  /// - Parameter properties: their size, then each with its number.
  init(_ properties: ArraySlice<UInt8>) throws(MQTTFault) {
    var rest = properties
    let size = try Self.variableNumber(&rest)
    guard size == rest.count else { throw MQTTFault() }
    while let property = rest.popFirst() {
      switch property {
      case 0x21: publicationsMax = max(1, try Self.number(&rest, 2))
      case 0x27: packetMax = try Self.number(&rest, 4)
      case 0x24: takesQuality1 = try Self.number(&rest, 1) != 0
      case 0x25: takesRetained = try Self.number(&rest, 1) != 0
      case 0x13: keepAlive = try Self.number(&rest, 2)
      case 0x11: _ = try Self.number(&rest, 4)
      case 0x22: _ = try Self.number(&rest, 2)
      case 0x28, 0x29, 0x2A: _ = try Self.number(&rest, 1)
      case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F: try Self.skipText(&rest)
      case 0x26:
        try Self.skipText(&rest)
        try Self.skipText(&rest)
      default: throw MQTTFault()
      }
    }
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ size: Int) throws(MQTTFault) -> Int
  {
    guard rest.count >= size else { throw MQTTFault() }
    let value = rest.prefix(size).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(size)
    return value
  }

  private static func variableNumber(_ rest: inout ArraySlice<UInt8>) throws(MQTTFault) -> Int {
    // Brokers may leave it out where there are none.
    guard !rest.isEmpty else { return 0 }
    var value = 0
    for place in 0..<4 {
      guard let byte = rest.popFirst() else { throw MQTTFault() }
      value |= Int(byte & 0x7F) << (7 * place)
      if byte & 0x80 == 0 { return value }
    }
    throw MQTTFault()
  }

  private static func skipText(_ rest: inout ArraySlice<UInt8>) throws(MQTTFault) {
    let size = try number(&rest, 2)
    guard rest.count >= size else { throw MQTTFault() }
    rest = rest.dropFirst(size)
  }
}
