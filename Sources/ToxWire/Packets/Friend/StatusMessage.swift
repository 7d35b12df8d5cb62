/// The line under the sender's name: id 1, 0 to 1007 bytes that are meant to be UTF-8.
///
/// - Spec: "Messenger", STATUSMESSAGE 49
public struct StatusMessage: FriendPayload {
  public static let kind: UInt8 = 49
  /// In bytes.
  public static let sizeLimit = 1007

  public let text: [UInt8]

  /// - Precondition: `text` has at most 1007 bytes.
  public init(_ text: [UInt8]) {
    precondition(text.count <= Self.sizeLimit, "at most 1007 bytes")
    self.text = text
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    text = try reader.rest(sized: 0...Self.sizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(text)
  }
}
