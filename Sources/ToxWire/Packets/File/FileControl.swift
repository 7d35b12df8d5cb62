/// Steers a transfer: id 1, direction 1, file number 1, type 1, and the position 8 of a seek.
///
/// - Spec: "File transfers", FILE_CONTROL 81
public struct FileControl: FriendPayload {
  public static let kind: UInt8 = 81

  /// Whose file it is about, as the sender of this packet sees it.
  public enum Direction: UInt8, Hashable, Sendable {
    /// A file that the control's sender sends.
    case sending = 0
    /// A file that the control's sender receives.
    case receiving = 1
  }

  public enum Action: Hashable, Sendable {
    /// Accepts the offer, or ends a pause of one's own.
    case accept
    case pause
    /// Refuses or cancels.
    case kill
    /// Start at this byte; before `accept`, by the receiver alone.
    case seek(UInt64)
  }

  public let direction: Direction
  public let number: UInt8
  public let action: Action

  public init(_ action: Action, direction: Direction, number: UInt8) {
    self.direction = direction
    self.number = number
    self.action = action
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    guard let direction = Direction(rawValue: try reader.uint8()) else { throw .value }
    self.direction = direction
    number = try reader.uint8()
    switch try reader.uint8() {
    case 0: action = .accept
    case 1: action = .pause
    case 2: action = .kill
    case 3: action = .seek(try reader.uint64())
    default: throw .value
    }
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(direction.rawValue)
    writer.write(number)
    switch action {
    case .accept: writer.write(0 as UInt8)
    case .pause: writer.write(1 as UInt8)
    case .kill: writer.write(2 as UInt8)
    case .seek(let position):
      writer.write(3 as UInt8)
      writer.write(position)
    }
  }
}
