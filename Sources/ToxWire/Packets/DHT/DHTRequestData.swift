/// What a DHT request carries: id 1, then data.
///
/// - Spec: "DHT Request Packets"
/// - Differs: friend requests (id 0x20) no longer travel this way; they are `.kind` errors here.
public enum DHTRequestData: WireValue {
  /// 0x9c: the bytes behind the id are the sender's long-term key and a sealed DHT-key packet.
  case dhtKey([UInt8])
  /// 0xfe
  case natPing(NATPing)

  private static let dhtKeyID: UInt8 = 0x9c
  private static let natPingID: UInt8 = 0xfe

  public init(from reader: inout Reader) throws(WireError) {
    switch try reader.uint8() {
    case Self.dhtKeyID: self = .dhtKey(reader.rest())
    case Self.natPingID: self = .natPing(try NATPing(from: &reader))
    default: throw .kind
    }
  }

  public func write(to writer: inout Writer) {
    switch self {
    case .dhtKey(let bytes):
      writer.write(Self.dhtKeyID)
      writer.write(bytes)
    case .natPing(let ping):
      writer.write(Self.natPingID)
      writer.write(ping)
    }
  }
}

/// Asks a node that cannot be reached directly whether it, too, wants a hole punched. Type 1 (0
/// request, 1 response), id 8.
///
/// - Spec: "NAT Ping Packets"
public struct NATPing: WireValue {
  public enum Direction: UInt8, Hashable, Sendable {
    case request = 0
    case response = 1
  }

  public var direction: Direction
  public var id: RequestID

  public init(_ direction: Direction, id: RequestID) {
    self.direction = direction
    self.id = id
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard let direction = Direction(rawValue: try reader.uint8()) else { throw .value }
    self.init(direction, id: try RequestID(from: &reader))
  }

  public func write(to writer: inout Writer) {
    writer.write(direction.rawValue)
    writer.write(id)
  }
}
