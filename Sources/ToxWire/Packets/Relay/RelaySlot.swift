/// Which of a client's routes at one relay: 1 byte, 0x10…0xff, the first byte of its data too.
///
/// Both ends of a route know it by a slot of their own.
///
/// - Spec: "TCP server", "Routing response"
public struct RelaySlot: WireValue, Comparable {
  /// The byte on the wire.
  public let rawValue: UInt8

  /// 1 byte on the wire.
  public static let size = 1
  /// How many routes one client may have.
  public static let count = 240
  private static let first: UInt8 = 0x10

  /// - Returns: nil for a byte that names a kind of packet.
  public init?(_ rawValue: UInt8) {
    guard rawValue >= Self.first else { return nil }
    self.rawValue = rawValue
  }

  /// - Precondition: `index` is one of 0…239.
  public init(index: Int) {
    precondition((0..<Self.count).contains(index), "a client has 240 slots")
    rawValue = Self.first + UInt8(index)
  }

  /// 0…239.
  public var index: Int { Int(rawValue - Self.first) }

  public init(from reader: inout Reader) throws(WireError) {
    guard let slot = RelaySlot(try reader.uint8()) else { throw .value }
    self = slot
  }

  public func write(to writer: inout Writer) { writer.write(rawValue) }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
