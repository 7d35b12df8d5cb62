/// Data as it reaches the announced: kind 1, nonce 24, a key for this packet alone 32, box. The box
/// is between that key and the receiver's onion data key, and holds an `OnionData`.
///
/// - Spec: "Data to Route Response Packet"
public struct OnionDataResponse: OnionCarriedResponse {
  public static let kind: UInt8 = 0x86

  /// Serves the box inside too.
  public var nonce: Nonce
  public var temporaryKey: EphemeralPublicKey
  /// An `OnionData`.
  public var sealed: Sealed

  public init(nonce: Nonce, temporaryKey: EphemeralPublicKey, sealed: Sealed) {
    self.nonce = nonce
    self.temporaryKey = temporaryKey
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= OnionSize.responsePayloadMax else { throw .size }
    try reader.expect(kind: Self.kind)
    try self.init(bodyFrom: &reader)
  }

  init(bodyFrom reader: inout Reader) throws(WireError) {
    nonce = try Nonce(from: &reader)
    temporaryKey = try EphemeralPublicKey(from: &reader)
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writeBody(to: &writer)
  }

  func writeBody(to writer: inout Writer) {
    writer.write(nonce)
    writer.write(temporaryKey)
    writer.write(sealed)
  }
}

/// What the onion data key opens: the sender's long-term key 32, and a box between the two
/// long-term keys under the packet's nonce. That box holds an `OnionFriendRequest` or a
/// `DHTKeyPacket`.
///
/// - Spec: "Data to Route Request Packet"
public struct OnionData: WireValue {
  public var sender: LongTermPublicKey
  public var sealed: Sealed

  /// The longest content of the inner box in bytes: the reference drops data responses over 1069.
  public static let contentSizeMax = 948

  public init(sender: LongTermPublicKey, sealed: Sealed) {
    self.sender = sender
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    sender = try LongTermPublicKey(from: &reader)
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(sender)
    writer.write(sealed)
  }
}
