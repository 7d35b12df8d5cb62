/// How the bytes of a sealed file stand on the disk: as segments that are encrypted one by one, so
/// that a transfer can go on behind any of them, and a part can be read without the others.
///
/// All but the last have `size` bytes of the file. The last has the rest, which may be none, and
/// padding.
public enum FileSegments {
  /// Bytes of the file in one segment.
  public static let size = 65_536
  /// Bytes that a segment has more on the disk: its salt and what authenticates it.
  public static let overhead = 32
  /// Bytes of a full one on the disk.
  public static let storedSize = size + overhead
  /// The last one of a file that has no other is padded to a power of two, from this one.
  public static let paddedMin = 256

  /// The number of full segments in so many bytes.
  public static func full(in bytes: UInt64) -> UInt64 { bytes / UInt64(size) }

  /// Bytes on the disk of a whole file that has so many.
  public static func storedSize(of count: UInt64) -> UInt64 {
    let (full, rest) = (full(in: count), Int(count % UInt64(size)))
    return offset(of: full) + UInt64(paddedSize(rest, isOnly: full == 0) + overhead)
  }

  /// Whether a whole file may have so many bytes on the disk: otherwise some are missing, or are
  /// not its own.
  public static func isStoredSize(_ count: UInt64) -> Bool {
    let size = UInt64(storedSize)
    if count > size { return count.isMultiple(of: size) }
    let padded = count < UInt64(overhead + paddedMin) ? 0 : count - UInt64(overhead)
    return padded > 0 && padded & (padded - 1) == 0
  }

  /// Where a segment begins on the disk.
  public static func offset(of number: UInt64) -> UInt64 { number * UInt64(storedSize) }

  /// The last position up to this one at which a segment begins.
  public static func start(before position: UInt64) -> UInt64 { full(in: position) * UInt64(size) }

  /// The bytes of the file in the full segments of a part that has so many bytes on the disk.
  public static func bytes(inStored count: UInt64) -> UInt64 {
    count / UInt64(storedSize) * UInt64(size)
  }

  /// The last segment's bytes, padded: `0x80` stands behind the rest, and zeros behind that.
  ///
  /// - Parameter isOnly: whether the file has no other segment. Then its size tells more.
  public static func padded(_ rest: [UInt8], isOnly: Bool) -> [UInt8] {
    precondition(rest.count < size, "the rest of a file is less than a segment")
    let count = paddedSize(rest.count, isOnly: isOnly)
    return rest + [0x80] + [UInt8](repeating: 0, count: count - rest.count - 1)
  }

  private static func paddedSize(_ rest: Int, isOnly: Bool) -> Int {
    var count = isOnly ? paddedMin : size
    while count <= rest { count *= 2 }
    return count
  }

  /// - Returns: how many of the last segment's bytes are the file's; nil where it is not padded so.
  public static func restCount(of padded: [UInt8]) -> Int? {
    guard let mark = padded.lastIndex(where: { $0 != 0 }), padded[mark] == 0x80 else { return nil }
    return mark
  }
}
