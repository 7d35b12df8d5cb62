import ToxWire

/// What came over a connection and matters to others.
enum RelayReceipt: Hashable {
  /// The relay proved its key: frames may be sent.
  case confirmed
  /// It gave us a slot for this peer.
  case registered(DHTPublicKey)
  /// It did not.
  case refused(DHTPublicKey)
  /// The peer is there, and asked for us too.
  case online(DHTPublicKey)
  case offline(DHTPublicKey)
  /// A packet of the peer of a slot.
  case data([UInt8], from: DHTPublicKey)
  /// A packet of any client, known or not.
  case outOfBand([UInt8], from: DHTPublicKey)
  case onionResponse(OnionResponsePayload)
}
