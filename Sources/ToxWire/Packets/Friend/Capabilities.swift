/// What a client of the zoff99 fork can do beyond the core: id 1, that of ONLINE, then 8 bytes of
/// bits. It comes before ONLINE and does not stand for it.
///
/// We never send it: a peer that takes us for such a client sends texts in another form.
///
/// - Differs: "Messenger" knows ONLINE 24 with its id alone.
public struct Capabilities: FriendPayload {
  public static let kind = Online.kind
  /// In bytes, the id included.
  public static let size = 9

  public let bits: UInt64

  public init(bits: UInt64) { self.bits = bits }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    bits = try reader.uint64()
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(bits)
  }
}
