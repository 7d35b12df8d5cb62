/// Four bytes in a Tox ID without which a friend request is dropped; changing them retires the ID
/// for strangers and costs no contact.
public struct NoSpam: WireValue {
  public var rawValue: UInt32

  public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  public init(from reader: inout Reader) throws(WireError) {
    self.init(try reader.uint32())
  }

  public func write(to writer: inout Writer) { writer.write(rawValue) }
}

/// What a person publishes: long-term key 32, nospam 4, checksum 2. As text 76 hex digits.
///
/// - Spec: "Tox ID"
public struct ToxID: WireValue {
  public var publicKey: LongTermPublicKey
  public var noSpam: NoSpam

  /// 38 bytes on the wire.
  public static let size = 38

  public init(publicKey: LongTermPublicKey, noSpam: NoSpam) {
    self.publicKey = publicKey
    self.noSpam = noSpam
  }

  public init(from reader: inout Reader) throws(WireError) {
    publicKey = try LongTermPublicKey(from: &reader)
    noSpam = try NoSpam(from: &reader)
    guard try reader.uint16() == checksum else { throw .checksum }
  }

  public func write(to writer: inout Writer) {
    writer.write(publicKey)
    writer.write(noSpam)
    writer.write(checksum)
  }

  /// From text: 76 hex digits, with or without a leading "tox:", case and white space around it
  /// ignored.
  public init(text: String) throws(WireError) {
    var digits = Substring(text)
    while digits.first?.isWhitespace == true { digits.removeFirst() }
    while digits.last?.isWhitespace == true { digits.removeLast() }
    if digits.lowercased().hasPrefix("tox:") { digits = digits.dropFirst(4) }
    guard digits.utf8.count == Self.size * 2 else { throw .size }
    guard let bytes = [UInt8](hex: digits) else { throw .value }
    try self.init(decoding: bytes)
  }

  /// 76 upper-case hex digits.
  public var text: String { encoded().hexUppercased }

  /// Bytes of even and of odd index, each XORed together.
  private var checksum: UInt16 {
    var sum: (UInt8, UInt8) = (0, 0)
    for index in stride(from: 0, to: 32, by: 2) {
      sum.0 ^= publicKey.bytes32[index]
      sum.1 ^= publicKey.bytes32[index + 1]
    }
    let spam = noSpam.rawValue
    sum.0 ^= UInt8(truncatingIfNeeded: spam >> 24) ^ UInt8(truncatingIfNeeded: spam >> 8)
    sum.1 ^= UInt8(truncatingIfNeeded: spam >> 16) ^ UInt8(truncatingIfNeeded: spam)
    return UInt16(sum.0) << 8 | UInt16(sum.1)
  }
}
