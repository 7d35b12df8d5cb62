import GatewayCore

/// Writes an archive that every `tar` reads, entry after entry, without keeping any of it.
///
/// - Source: POSIX.1-2017, pax, "ustar Interchange Format"
struct TarWriter {
  private static let blockBytes = 512
  /// What eleven octal digits hold: 8 GiB.
  private static let octalMax: UInt64 = 1 << 33

  private let write: ([UInt8]) throws -> Void
  /// Bytes of the entry that are still to come, and then to fill up its last block.
  private var rest: UInt64 = 0
  private var padding = 0

  init(write: @escaping ([UInt8]) throws -> Void) { self.write = write }

  /// Begins an entry, of which `size` bytes follow.
  ///
  /// - Parameter path: ASCII, at most 100 bytes.
  mutating func begin(_ path: String, size: UInt64, at time: UnixMilliseconds) throws {
    precondition(rest == 0 && path.utf8.count <= 100)
    var header = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ bytes: some Collection<UInt8>, at offset: Int) {
      header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    put(path.utf8, at: 0)
    put("0000600\0".utf8, at: 100)
    put("0000000\0".utf8, at: 108)
    put("0000000\0".utf8, at: 116)
    put(Self.number(size), at: 124)
    put(Self.number(UInt64(max(time.rawValue / 1_000, 0))), at: 136)
    put("        0".utf8, at: 148)
    put("ustar\0".utf8, at: 257)
    put("00".utf8, at: 263)
    let sum = header.reduce(0) { $0 + UInt64($1) }
    put("\(Self.octal(sum, digits: 6))\0 ".utf8, at: 148)
    try write(header)
    rest = size
    padding = Int((UInt64(Self.blockBytes) - size % UInt64(Self.blockBytes)) % 512)
  }

  mutating func add(_ bytes: [UInt8]) throws {
    precondition(bytes.count <= rest)
    rest -= UInt64(bytes.count)
    try write(bytes)
  }

  mutating func endEntry() throws {
    precondition(rest == 0)
    try write([UInt8](repeating: 0, count: padding))
  }

  func finish() throws { try write([UInt8](repeating: 0, count: 2 * Self.blockBytes)) }

  /// Twelve bytes: octal, or, as GNU and BSD tar have it, binary where that has too few digits.
  private static func number(_ value: UInt64) -> [UInt8] {
    guard value >= octalMax else { return Array("\(octal(value, digits: 11))\0".utf8) }
    let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return [0x80, 0, 0, 0] + bytes
  }

  private static func octal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
