/// Whether the sender is typing to us: id 1, 0 or 1.
///
/// - Spec: "Messenger", TYPING 51
public struct Typing: FriendPayload {
  public static let kind: UInt8 = 51

  public let isTyping: Bool

  public init(_ isTyping: Bool) { self.isTyping = isTyping }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    switch try reader.uint8() {
    case 0: isTyping = false
    case 1: isTyping = true
    default: throw .value
    }
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(isTyping ? 1 : 0 as UInt8)
  }
}
