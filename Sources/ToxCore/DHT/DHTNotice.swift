import ToxWire

/// What the DHT tells the other machines.
enum DHTNotice: Hashable {
  /// A searched key itself answered from there; again when its address changes, and when it comes
  /// back after a silence.
  case found(DHTSearchID, DHTPublicKey, Endpoint)
  /// Any key answered from there.
  case answered(DHTPublicKey, Endpoint)
  /// Some node answers, or none does any longer.
  case connection(Bool)
  /// While there are few nodes: one came.
  case newcomer
  /// While there are few nodes: one fell silent, or a silent one answered.
  case silenceChanged
  /// A DHT request 0x9c for us: the bytes after its id.
  case dhtKeyRequest(sender: DHTPublicKey, [UInt8])
}
