/// "What runs on this bootstrap node?" Kind 1, padding 77: as long as it is so that the answer
/// amplifies little.
///
/// - Spec: "Bootstrap node info packet"
public struct BootstrapInfoRequest: Packet {
  public static let kind: UInt8 = 0xf0
  /// The whole packet, in bytes; all other sizes are ignored.
  public static let size = 78

  public init() {}

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    try reader.skip(Self.size - 1)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(zeros: Self.size - 1)
  }
}

/// Kind 1, version 4, message of the day up to 256 bytes with the zero that ends it.
///
/// - Spec: "Bootstrap node info packet"
/// - Differs: the spec pads the message to 256 bytes; nodes send it as long as it is.
public struct BootstrapInfoResponse: Packet {
  public static let kind: UInt8 = 0xf0
  /// The longest message, in bytes.
  public static let messageSizeMax = 256

  /// Means nothing but to its own kind of node.
  public var version: UInt32
  public let message: [UInt8]

  /// - Precondition: `message` has at most 256 bytes.
  public init(version: UInt32, message: [UInt8]) {
    precondition(message.count <= Self.messageSizeMax, "the message has up to 256 bytes")
    self.version = version
    self.message = message
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    version = try reader.uint32()
    guard reader.remaining <= Self.messageSizeMax else { throw .size }
    message = reader.rest()
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(version)
    writer.write(message)
  }
}
