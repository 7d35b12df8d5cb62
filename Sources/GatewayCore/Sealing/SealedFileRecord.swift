/// What people need of a file to read it: sealed to them once it is over.
public struct SealedFileRecord: Hashable, Sendable {
  /// SHA-256 of the file; nil where it never was whole.
  public var digest: [UInt8]?
  /// In bytes; nil where that is not known.
  public var size: UInt64?
  /// The media type by content.
  public var type: String?
  public var name: FileName

  public init(name: FileName, size: UInt64?, type: String?, digest: [UInt8]?) {
    self.name = name
    self.size = size
    self.type = type
    self.digest = digest
  }

  private static let digestSize = 32
  private static let headSize = digestSize + 8 + 1

  /// SHA-256 (32 bytes, zeros where there is none), size (8, big-endian, all ones where it is not
  /// known), the length of the type (1), the type, and the name in UTF-8.
  public var bytes: [UInt8] {
    let type = Array((type ?? "").utf8.prefix(Int(UInt8.max)))
    let size = size ?? .max
    return (digest ?? [UInt8](repeating: 0, count: Self.digestSize))
      + (0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * $0)) }
      + [UInt8(type.count)] + type + Array(name.claimed.utf8)
  }

  /// - Returns: nil where it is none.
  public init?(bytes: [UInt8]) {
    guard bytes.count >= Self.headSize else { return nil }
    let typeEnd = Self.headSize + Int(bytes[Self.headSize - 1])
    guard bytes.count >= typeEnd else { return nil }
    let digest = bytes[..<Self.digestSize]
    let size = bytes[Self.digestSize..<(Self.headSize - 1)].reduce(0) { $0 << 8 | UInt64($1) }
    let type = String(decoding: bytes[Self.headSize..<typeEnd], as: UTF8.self)
    self.digest = digest.allSatisfy { $0 == 0 } ? nil : Array(digest)
    self.size = size == .max ? nil : size
    self.type = type.isEmpty ? nil : type
    name = FileName(String(decoding: bytes[typeEnd...], as: UTF8.self))
  }
}
