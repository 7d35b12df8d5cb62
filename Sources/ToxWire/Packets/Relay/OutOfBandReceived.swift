/// Relay to client: a packet that was sent without a slot. Kind 1, DHT key of the sender 32, data
/// 1…1024.
///
/// - Spec: "TCP server", "OOB recv"
public struct OutOfBandReceived: Packet {
  public static let kind: UInt8 = 0x07

  /// The relay vouches for it: the sender had its secret half when it connected.
  public let source: DHTPublicKey
  public let data: [UInt8]

  /// - Precondition: `data` has 1 to 1024 bytes.
  public init(from source: DHTPublicKey, _ data: [UInt8]) {
    precondition(OutOfBandSend.dataSizes.contains(data.count), "1 to 1024 bytes")
    self.source = source
    self.data = data
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    source = try DHTPublicKey(from: &reader)
    data = try reader.rest(sized: OutOfBandSend.dataSizes)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(source)
    writer.write(data)
  }
}
