/// The picture of the bot that its contacts' clients show.
public struct Avatar: Hashable, Sendable {
  /// A PNG of at most `bytesMax` bytes; empty where contacts are to be told that there is none.
  public var bytes: [UInt8]
  /// SHA-256 of the bytes: the id of its offers, by which a client knows what it has.
  public var digest: [UInt8]

  /// What clients take: 64 KiB.
  public static let bytesMax = 65_536

  /// The kind of its offers, as clients define it.
  public static let fileKind: UInt32 = 1

  /// Takes the former avatar away.
  public static let none = Avatar(bytes: [], digest: [UInt8](repeating: 0, count: 32))

  public init(bytes: [UInt8], digest: [UInt8]) {
    self.bytes = bytes
    self.digest = digest
  }

  /// Whether there is a PNG from its signature and the size of its picture to its last chunk; what
  /// is between is not looked at.
  ///
  /// - Source: Portable Network Graphics, 5.2, 11.2.2, 11.2.5
  public static func isPNG(_ bytes: [UInt8]) -> Bool {
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    guard bytes.starts(with: head + Array("IHDR".utf8)), bytes.suffix(end.count) == end[...],
      bytes.count > 45
    else { return false }
    return bytes[16..<20].contains { $0 != 0 } && bytes[20..<24].contains { $0 != 0 }
  }
}
