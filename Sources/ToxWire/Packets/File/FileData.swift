/// The next piece of a file: id 1, file number 1, 0 to 1371 bytes. A piece shorter than 1371 is the
/// last.
///
/// - Spec: "File transfers", FILE_DATA 82
public struct FileData: FriendPayload {
  public static let kind: UInt8 = 82
  /// In bytes.
  public static let sizeLimit = 1371
  /// Kind and file number.
  public static let headerSize = 2
  /// Of the whole packet.
  public static let sizes = headerSize...headerSize + sizeLimit

  public let number: UInt8
  public let bytes: [UInt8]

  /// - Precondition: at most 1371 bytes.
  public init(_ bytes: [UInt8], number: UInt8) {
    precondition(bytes.count <= Self.sizeLimit, "at most 1371 bytes")
    self.number = number
    self.bytes = bytes
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    number = try reader.uint8()
    bytes = try reader.rest(sized: 0...Self.sizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(number)
    writer.write(bytes)
  }

  /// The bytes of a packet whose data, of that size, `fill` appends: large files are not copied
  /// more often than they must be.
  public static func packet(
    _ number: UInt8, size: Int, fill: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerSize + size)
    bytes.append(kind)
    bytes.append(number)
    fill(&bytes)
    return bytes
  }
}
