/// A friend request over a session that exists already: id 1, the receiver's nospam 4, message
/// 1 to 1016. Through the onion the same goes as `OnionFriendRequest`.
///
/// - Spec: "friend_connection", packet 18
/// - Differs: c-toxcore up to 0.2.20 sends up to 1016 bytes and accepts at most 921; we accept what
///   it sends and send what it accepts.
public struct FriendRequest: FriendPayload {
  public static let kind: UInt8 = 18
  /// In bytes: what every client takes.
  public static let messageSizeLimit = 921
  /// In bytes: what some clients send.
  public static let receivedMessageSizeLimit = 1016

  public let noSpam: NoSpam
  public let message: [UInt8]

  /// - Precondition: `message` has 1 to 921 bytes.
  public init(noSpam: NoSpam, message: [UInt8]) {
    precondition((1...Self.messageSizeLimit).contains(message.count), "1 to 921 bytes")
    self.noSpam = noSpam
    self.message = message
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    noSpam = try NoSpam(from: &reader)
    message = try reader.rest(sized: 1...Self.receivedMessageSizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(noSpam)
    writer.write(message)
  }
}
