import ToxWire

/// What the contacts ask of the other machines. The node carries the notices out in order.
enum FriendNotice: Hashable, Sendable {
  /// Look for the contact's announcement, quickly at first; before those of other contacts where it
  /// is likely to be there.
  case searchOnion(FriendID, LongTermPublicKey, isAwaited: Bool)
  case stopOnionSearch(FriendID)
  /// The search that is on becomes quick again.
  case restartOnionSearch(FriendID)
  /// Send this content, whose first byte is its type, through the nodes that store the contact's
  /// announcement.
  case sendOnion(FriendID, [UInt8])
  /// Look for the contact's DHT key, in the DHT and at the relays; ask each of the hints for it.
  case searchDHT(FriendID, DHTPublicKey, hints: [PackedNode])
  /// More nodes to ask in the search that is on.
  case addDHTHints(FriendID, [PackedNode])
  case stopDHTSearch(FriendID)
  /// The contact is connected: its search pauses until it is resumed or stopped.
  case restDHTSearch(FriendID)
  case resumeDHTSearch(FriendID)
  /// Send a DHT request 0x9c with these bytes after the id to the searched key.
  case sendDHTRequest(FriendID, [UInt8])
  /// Open a session; answer with `Friends.sessionOpened`.
  case openSession(FriendID, LongTermPublicKey, DHTPublicKey, Endpoint?)
  /// The contact's DHT key answered from there: one more address to try.
  case setEndpoint(SessionID, Endpoint)
  /// The contact said that it can be reached at these TCP relays.
  case useRelays(FriendID, [PackedNode])
  /// Whether relays reach the contact's DHT key.
  case setRelayed(SessionID, Bool)
  case closeSession(SessionID)
  /// The messages up to this number were handled: the acknowledgement may leave.
  case consume(SessionID, through: UInt32)
  /// This message does not reach the owner: it need not wait for it.
  case drop(SessionID, UInt32)
}
