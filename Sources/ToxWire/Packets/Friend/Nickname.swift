/// The sender's name: id 1, 0 to 128 bytes that are meant to be UTF-8.
///
/// - Spec: "Messenger", NICKNAME 48
public struct Nickname: FriendPayload {
  public static let kind: UInt8 = 48
  /// In bytes.
  public static let sizeLimit = 128

  public let name: [UInt8]

  /// - Precondition: `name` has at most 128 bytes.
  public init(_ name: [UInt8]) {
    precondition(name.count <= Self.sizeLimit, "at most 128 bytes")
    self.name = name
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    name = try reader.rest(sized: 0...Self.sizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(name)
  }
}
