/// Client to relay: a packet for the client that is connected under this key, without a slot. Kind
/// 1, DHT key of the destination 32, data 1…1024.
///
/// - Spec: "TCP server", "OOB send"
public struct OutOfBandSend: Packet {
  public static let kind: UInt8 = 0x06
  /// In bytes; a relay closes the connection of a client that sends more.
  public static let dataSizes = 1...1024

  public let destination: DHTPublicKey
  public let data: [UInt8]

  /// - Precondition: `data` has 1 to 1024 bytes.
  public init(to destination: DHTPublicKey, _ data: [UInt8]) {
    precondition(Self.dataSizes.contains(data.count), "1 to 1024 bytes")
    self.destination = destination
    self.data = data
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    destination = try DHTPublicKey(from: &reader)
    data = try reader.rest(sized: Self.dataSizes)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(destination)
    writer.write(data)
  }
}
