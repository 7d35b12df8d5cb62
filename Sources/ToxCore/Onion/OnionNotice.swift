import ToxWire

/// What the onion client has to say to the rest of the node.
enum OnionNotice: Hashable {
  /// Whoever knows our Tox ID can find us now; or can't any more.
  case announced(Bool)
  /// Nodes hold an announcement of our key that is not ours: somebody else runs with our key.
  case announcedElsewhere
  /// A node that answered before did not: it, or a hop of our path to it, may be gone.
  case missedAnswer
  /// The contact is announced and can be sent data: now is the time.
  case found(FriendID)
  /// Somebody sent us data: its first byte says what it is.
  case data(from: LongTermPublicKey, [UInt8])
}
