/// A box: encrypted and authenticated bytes, 16 more than the plaintext they hold. A type of its
/// own, so that a ciphertext can't be taken for a plaintext.
public struct Sealed: Hashable, Sendable {
  /// The authenticator 16, then the ciphertext.
  public var bytes: [UInt8]

  /// What sealing adds: 16 bytes.
  @inlinable public static var overhead: Int { 16 }

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All bytes that are left.
  ///
  /// - Throws: `.truncated` below 17 bytes: an empty plaintext is never sent.
  public init(restOf reader: inout Reader) throws(WireError) {
    guard reader.remaining > Self.overhead else { throw .truncated }
    self.init(reader.rest())
  }

  /// The next `plaintextSize` + 16 bytes.
  public init(plaintextSize: Int, from reader: inout Reader) throws(WireError) {
    self.init(try reader.bytes(plaintextSize + Self.overhead))
  }
}

extension Writer {
  public mutating func write(_ sealed: Sealed) { write(sealed.bytes) }
}
