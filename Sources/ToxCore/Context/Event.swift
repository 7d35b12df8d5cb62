public import ToxWire

/// What the node tells its owner.
public enum Event: Hashable, Sendable {
  /// How we stand on the network changed.
  case connection(ConnectionStatus)
  /// Another node runs with our long-term key: contacts reach now one, now the other. Told once.
  case runsElsewhere
  /// A stranger with our Tox ID asks to become a contact.
  case friendRequest(from: LongTermPublicKey, message: [UInt8])
  case friendOnline(FriendID)
  case friendOffline(FriendID)
  /// At most 128 bytes, meant to be UTF-8.
  case friendName(FriendID, [UInt8])
  /// At most 1007 bytes, meant to be UTF-8.
  case friendStatusMessage(FriendID, [UInt8])
  case friendStatus(FriendID, UserStatus)
  case friendTyping(FriendID, Bool)
  /// A message, 1 to 1372 bytes, meant to be UTF-8. It is acknowledged to its sender when
  /// `consume(through:of:)` is called with its position. One with a tail is acknowledged by
  /// `acknowledge(_:to:)` besides.
  case message(
    FriendID, MessageKind, text: [UInt8], tail: MessageTail?, at: StreamPosition)
  /// An offer that this node does not support; it was refused where the protocol has a refusal.
  case offer(FriendID, FriendOffer)
  /// A contact offers a file. It waits for `acceptFile` or `cancelFile`, without a limit of time.
  /// Nothing follows for the id after `fileReceived`, `fileSent`, `fileEnded` or a `cancelFile`.
  case fileOffered(FileTransferID, FileOfferDetails)
  /// The next bytes of a file, in order; those of one burst together.
  case fileData(FileTransferID, position: UInt64, bytes: [UInt8])
  /// All of a file was told. Its last data is acknowledged when `consumeFile(_:)` is called; until
  /// then the receipts of messages that came behind it wait too.
  case fileReceived(FileTransferID, size: UInt64, at: StreamPosition)
  /// The contact accepts our file, and wants it from this byte on.
  case fileAccepted(FileTransferID, from: UInt64)
  /// There is room for so many bytes of our file from this position on. To be answered once, by
  /// `writeFile` with all or some of them; then there may be room for more.
  case fileWritable(FileTransferID, position: UInt64, count: Int)
  /// The contact acknowledged all of our file.
  case fileSent(FileTransferID)
  /// A transfer is held by one side; data that was under way still comes.
  case filePaused(FileTransferID, byPeer: Bool)
  /// That side lets it go on. It does where the other does not hold it as well.
  case fileResumed(FileTransferID, byPeer: Bool)
  /// A transfer, or an offer, is over without success.
  case fileEnded(FileTransferID, FileEnd)
  /// The peer acknowledged everything that was sent at or before this position.
  case receipt(FriendID, through: StreamPosition)
  /// The contact's client provably has our acknowledgement of every message up to this position, so
  /// that it does not send them again. Always after the `consume` that released the
  /// acknowledgement.
  case acknowledgementKnown(FriendID, through: StreamPosition)
  /// The contact's packets come over relays instead of from its address, or the other way round,
  /// while it may lack acknowledgements. Some clients then send their messages again in the same
  /// session.
  case friendChangedRoute(FriendID)
  /// The contact handled the message that was sent with the tail of this id.
  case messageAcknowledged(FriendID, tailID: Bytes32)
  /// What to remember for a fast return after a restart: the contact's DHT key and last address.
  case friendReachableAt(FriendID, DHTPublicKey, Endpoint)
}

/// What a contact proposes beside talking.
public enum FriendOffer: Hashable, Sendable {
  /// It calls.
  case call(withVideo: Bool)
  /// A file. `kind` is 0 for data, never 1, an avatar; `size` is in bytes, nil for a stream. The
  /// name, at most 255 bytes, is the contact's: no path, and not always UTF-8.
  case file(kind: UInt32, size: UInt64?, name: [UInt8])
  /// A group, or a conference, which has no name yet; at most 48 bytes.
  case group(name: [UInt8])
}

/// How we stand on the network.
public enum ConnectionStatus: Hashable, Sendable {
  /// No node answers. Exits: joining.
  case offline
  /// DHT nodes answer, but strangers can't find us yet. Exits: offline, announced.
  case joining
  /// Announced through the onion: clients with our Tox ID can find us. Exits: joining, offline.
  case announced
}
