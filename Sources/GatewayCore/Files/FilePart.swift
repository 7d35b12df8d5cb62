/// Bytes of a whole file of a contact, as they stand on the disk: sealed ones as they are.
public struct FilePart: Codable, Hashable, Sendable {
  /// Of the whole file on the disk, in bytes.
  public var size: Int64
  /// In Base64; fewer than were asked for at the end of the file only.
  public var bytes: String

  public init(size: Int64, bytes: String) {
    self.size = size
    self.bytes = bytes
  }

  /// Bytes that one request reads at most: 256 KiB.
  public static let bytesMax = 262_144
}
