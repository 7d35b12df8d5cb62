/// "Am I, or is he, announced at your node?": kind 1, nonce 24, requester's key 32, box 120; 177
/// bytes. The box is between the requester's key and the node's DHT key.
///
/// - Spec: "Announce Request"
public struct AnnounceRequest: OnionCarriedRequest {
  public static let kind: UInt8 = 0x83

  public var nonce: Nonce
  /// The key that is announced; in a search, a key made for it, which looks the same to the node.
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
    sealed = try Sealed(plaintextSize: AnnounceRequest.Payload.size, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    writer.write(nonce)
    writer.write(requester)
    writer.write(sealed)
  }
}

extension AnnounceRequest {
  /// The plaintext of an announce request: ping id 32, searched key 32, data key 32, sendback 8.
  ///
  /// - Spec: "Announce Request"
  public struct Payload: WireValue {
    /// What the node gave out before; `.none` asks for one, or only searches.
    public var pingID: AnnouncePingID
    /// Whose announcement is asked for; one's own key when announcing.
    public var searchedKey: LongTermPublicKey
    /// Where to encrypt data for the announced; `.none` in a search.
    public var dataKey: OnionDataPublicKey
    /// Comes back as it is.
    public var sendback: RequestID

    /// 104 bytes on the wire.
    public static let size = 104

    public init(
      pingID: AnnouncePingID, searchedKey: LongTermPublicKey, dataKey: OnionDataPublicKey,
      sendback: RequestID
    ) {
      self.pingID = pingID
      self.searchedKey = searchedKey
      self.dataKey = dataKey
      self.sendback = sendback
    }

    public init(from reader: inout Reader) throws(WireError) {
      pingID = try AnnouncePingID(from: &reader)
      searchedKey = try LongTermPublicKey(from: &reader)
      dataKey = try OnionDataPublicKey(from: &reader)
      sendback = try RequestID(from: &reader)
    }

    public func write(to writer: inout Writer) {
      writer.write(pingID)
      writer.write(searchedKey)
      writer.write(dataKey)
      writer.write(sendback)
    }
  }
}

/// What a node gives to a requester so that this requester alone, over the same exit hop, can
/// announce itself. Opaque to all but the node.
public struct AnnouncePingID: WireValue {
  public var bytes32: Bytes32

  /// "I have none yet."
  public static let none = AnnouncePingID(.zero)

  public init(_ bytes32: Bytes32) { self.bytes32 = bytes32 }

  public init(from reader: inout Reader) throws(WireError) {
    bytes32 = try reader.bytes32()
  }

  public func write(to writer: inout Writer) { writer.write(bytes32) }
}
