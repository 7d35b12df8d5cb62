import ToxWire

/// What the onion client tells the rest of the node.
enum OnionNotice: Hashable {
  /// Clients with our Tox ID can find us now; or can't any more.
  case announced(Bool)
  /// Nodes hold an announcement of our key that is not ours: another client runs with our key.
  case announcedElsewhere
  /// A node that answered before did not: it, or a hop of our path to it, may be gone.
  case missedAnswer
  /// The contact is announced and can be sent data now.
  case found(FriendID)
  /// Data for us arrived; its sender is authentic.
  case data(from: LongTermPublicKey, OnionContent)
}
