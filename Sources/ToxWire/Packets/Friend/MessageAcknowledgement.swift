/// A message with a tail was handled: id 1, `_`, then a tail with the message's id and the time at
/// which it was received. Other clients drop it silently.
///
/// - Differs: "Messenger" knows no packet 66; it is "msgV3" of the zoff99 fork of c-toxcore.
public struct MessageAcknowledgement: FriendPayload {
  public static let kind: UInt8 = 66
  /// Stands where a message has its text.
  private static let text = UInt8(ascii: "_")

  public let tail: MessageTail

  public init(_ tail: MessageTail) { self.tail = tail }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    guard try reader.uint8() == Self.text else { throw .value }
    tail = try MessageTail(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(Self.text)
    writer.write(tail)
  }
}
