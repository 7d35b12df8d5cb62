/// An announce request that may carry a group's announcement: kind 1, nonce 24, requester's key 32,
/// box 120…256; 177…313 bytes.
///
/// - Spec: "Announce Request"
/// - Differs: not in the spec; the reference sends it for public groups.
public struct ExtendedAnnounceRequest: OnionCarriedRequest {
  public static let kind: UInt8 = 0x87

  public var nonce: Nonce
  /// As in `AnnounceRequest`.
  public var requester: LongTermPublicKey
  /// A `Payload`.
  public var sealed: Sealed

  public init(nonce: Nonce, requester: LongTermPublicKey, sealed: Sealed) {
    self.nonce = nonce
    self.requester = requester
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    nonce = try Nonce(from: &reader)
    requester = try LongTermPublicKey(from: &reader)
    let size = reader.remaining - Sealed.overhead - AnnounceRequest.Payload.size
    guard size >= 0 else { throw .truncated }
    guard size <= ExtendedAnnounceRequest.Payload.groupAnnounceSizeMax else { throw .size }
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonce)
    writer.write(requester)
    writer.write(sealed)
  }
}

extension ExtendedAnnounceRequest {
  /// The plaintext of an extended announce request: an announce request's, and a group's
  /// announcement of up to 136 bytes.
  public struct Payload: WireValue {
    public var base: AnnounceRequest.Payload
    /// Not interpreted.
    public var groupAnnounce: [UInt8]

    public static let groupAnnounceSizeMax = 136

    public init(_ base: AnnounceRequest.Payload, groupAnnounce: [UInt8] = []) {
      self.base = base
      self.groupAnnounce = groupAnnounce
    }

    public init(from reader: inout Reader) throws(WireError) {
      base = try AnnounceRequest.Payload(from: &reader)
      guard reader.remaining <= Self.groupAnnounceSizeMax else { throw .size }
      groupAnnounce = reader.rest()
    }

    public func write(to writer: inout Writer) {
      writer.write(base)
      writer.write(groupAnnounce)
    }
  }
}
