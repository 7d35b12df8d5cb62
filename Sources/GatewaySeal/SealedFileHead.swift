import GatewayCore

/// What stands before the sealed segments of a file that leaves its home, so that the key alone
/// opens it: "postern file 1" and a zero (15 bytes), the number of its item (8, big-endian), the
/// length of the envelope (4) and the envelope, the length of the record (4) and the record.
public struct SealedFileHead: Hashable, Sendable {
  /// The number of its item in the home.
  public var item: Int64
  public var envelope: [UInt8]
  public var record: [UInt8]

  public init(item: Int64, envelope: [UInt8], record: [UInt8]) {
    self.item = item
    self.envelope = envelope
    self.record = record
  }

  private static let mark = Array("postern file 1".utf8) + [0]
  /// More than any envelope or record has: a foreign file must not take the machine's memory.
  private static let partMax = 1 << 20

  public var bytes: [UInt8] {
    Self.mark + item.bigEndianBytes
      + UInt32(envelope.count).bigEndianBytes + envelope
      + UInt32(record.count).bigEndianBytes + record
  }

  /// Reads one from the beginning of a file; `bytes.count` bytes are its own.
  ///
  /// - Parameter read: gives so many bytes behind those before; fewer at the end.
  /// - Returns: nil where there is none.
  public init?(reading read: (Int) throws -> [UInt8]) rethrows {
    let start = try read(Self.mark.count + 8)
    guard start.count == Self.mark.count + 8, start.starts(with: Self.mark),
      let envelope = try Self.part(read), let record = try Self.part(read)
    else { return nil }
    self.init(
      item: Int64(bigEndianBytes: start.suffix(8)), envelope: envelope, record: record)
  }

  private static func part(_ read: (Int) throws -> [UInt8]) rethrows -> [UInt8]? {
    let length = try read(4)
    guard length.count == 4 else { return nil }
    let count = Int(UInt32(bigEndianBytes: length))
    guard count <= partMax else { return nil }
    let bytes = try read(count)
    return bytes.count == count ? bytes : nil
  }
}
