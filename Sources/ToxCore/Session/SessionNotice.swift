import ToxWire

/// What sessions tell the rest of the node.
enum SessionNotice: Hashable, Sendable {
  /// Both sides hold the keys and have shown it: data may be sent.
  case established(SessionID)
  /// Over; the id is not used again.
  case closed(SessionID, SessionEnd)
  /// A contact's handshake made a session that we did not open. The address that it came from
  /// proves nothing: the session keeps it, and `moved` names it when it is proved.
  case incoming(SessionID, LongTermPublicKey, DHTPublicKey, isRelayed: Bool)
  /// A contact proved that it now has this DHT key; its session under the old one was closed.
  case dhtKeyChanged(LongTermPublicKey, DHTPublicKey)
  /// A lossless payload, in order and once. Messages (ids 64 and 65) are acknowledged when they are
  /// consumed, data of files (82) when it is released or consumed, everything else at once.
  case received(SessionID, payload: [UInt8], number: UInt32)
  /// The peer took every lossless payload up to this number.
  case acknowledged(SessionID, through: UInt32)
  /// The peer provably has our acknowledgement of the messages up to this number.
  case acknowledgementKnown(SessionID, through: UInt32)
  /// The peer changed between its address and relays while it may lack acknowledgements of ours.
  case routeChanged(SessionID)
  /// The peer with that DHT key is silent at its address: perhaps it, or we, have another address
  /// now, and a DHT ping tells it ours.
  case unheard(DHTPublicKey, Endpoint)
  /// The peer with that DHT key may be at another address: a DHT ping there proves it.
  case unproved(DHTPublicKey, Endpoint)
  /// The peer is now reached at another address, and proved that it is there.
  case moved(SessionID, Endpoint)
  /// Whether the peer with that DHT key is reached at an address, so that relays are not needed.
  case directness(DHTPublicKey, Bool)
}

/// Why a session is over.
enum SessionEnd: Hashable, Sendable {
  /// The peer said so.
  case kill
  /// The opening was not answered.
  case timedOut
  /// The same contact came back with another DHT key.
  case replaced
  /// We closed it.
  case local
}

/// Why a payload was not sent.
enum SessionSendError: Error, Hashable, Sendable {
  /// No such session, or one that is over.
  case noSession
  /// Its handshake is not done.
  case notEstablished
  /// Its first byte is no id of a lossless payload, or its size is not 1 to 1373.
  case invalidPayload
  /// `Limits.sessionSendQueue` payloads wait for their acknowledgement.
  case queueFull
}

/// What sessions ask of the list of contacts.
protocol ContactLookup {
  /// Whether a session with this key is wanted.
  func isContact(_ key: LongTermPublicKey) -> Bool
}

/// The ids that begin a session's payloads.
///
/// - Spec: "Data packet", "Packet ids"
enum PayloadID {
  static let request: UInt8 = 1
  static let kill: UInt8 = 2
  /// Says only that its sender is there; every client accepts it silently.
  static let alive = Alive.kind
  static let lossless: ClosedRange<UInt8> = 16...191
  static let lossy: ClosedRange<UInt8> = 192...254
  static let messages: ClosedRange<UInt8> = 64...65
  static let fileData = FileData.kind

  /// Whether a payload is acknowledged only when it is consumed or released: text and action, and
  /// data of files, which may be the last of a file.
  static func isHeld(_ id: UInt8) -> Bool { messages.contains(id) || id == fileData }
}
