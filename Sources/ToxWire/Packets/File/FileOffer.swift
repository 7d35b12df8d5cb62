/// Offers a file: id 1, file number 1, kind 4, size 8, file id 32, name 0 to 255.
///
/// - Spec: "File transfers", FILE_SENDREQUEST 80
public struct FileOffer: FriendPayload {
  public static let kind: UInt8 = 80
  /// Of a name, in bytes.
  public static let nameSizeLimit = 255
  /// Of an offer with an empty name.
  public static let sizeMin = 46

  /// The kind of an avatar.
  public static let avatarKind: UInt32 = 1

  /// Chosen by the sender, per contact and direction.
  public let number: UInt8
  /// 0 data, 1 avatar; others are treated as data.
  public let fileKind: UInt32
  /// In bytes; nil: a stream whose end is not known.
  public let size: UInt64?
  /// Random, or the SHA-256 of an avatar.
  public let fileID: Bytes32
  /// Chosen by the peer: not to be used as a path.
  public let name: [UInt8]

  /// - Precondition: `name` has at most 255 bytes.
  public init(number: UInt8, fileKind: UInt32, size: UInt64?, fileID: Bytes32, name: [UInt8]) {
    precondition(name.count <= Self.nameSizeLimit, "at most 255 bytes")
    self.number = number
    self.fileKind = fileKind
    self.size = size == .max ? nil : size
    self.fileID = fileID
    self.name = name
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    number = try reader.uint8()
    fileKind = try reader.uint32()
    let size = try reader.uint64()
    self.size = size == .max ? nil : size
    fileID = try reader.bytes32()
    name = try reader.rest(sized: 0...Self.nameSizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(number)
    writer.write(fileKind)
    writer.write(size ?? .max)
    writer.write(fileID)
    writer.write(name)
  }
}
