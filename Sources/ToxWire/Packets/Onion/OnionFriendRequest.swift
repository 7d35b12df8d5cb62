/// A request to be a contact, as the onion carries it: id 1 (0x20), nospam 4, message 1…1016.
///
/// - Spec: "Friend Requests"
/// - Differs: as `FriendRequest`, which has the sizes.
public struct OnionFriendRequest: WireValue {
  /// The first byte.
  public static let id: UInt8 = 0x20

  /// The receiver's, out of his Tox ID.
  public var noSpam: NoSpam
  /// Meant to be UTF-8.
  public var message: [UInt8]

  /// - Precondition: `message` has 1…921 bytes.
  public init(_ noSpam: NoSpam, message: [UInt8]) {
    precondition(
      (1...FriendRequest.messageSizeLimit).contains(message.count), "a message of 1…921 bytes")
    self.noSpam = noSpam
    self.message = message
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.id)
    noSpam = try NoSpam(from: &reader)
    message = try reader.rest(sized: 1...FriendRequest.receivedMessageSizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.id)
    writer.write(noSpam)
    writer.write(message)
  }
}
