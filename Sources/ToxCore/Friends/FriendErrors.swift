/// Why a contact was not added.
public enum AddFriendError: Error, Hashable, Sendable {
  /// Not a valid key.
  case invalidKey
  /// Our own key.
  case ourselves
  case alreadyContact
  /// A request says something: 1 to 921 bytes.
  case messageEmpty
  case messageTooLong
  /// `Limits.contacts` are there.
  case tooMany
}

/// Why a message was not sent.
public enum SendError: Error, Hashable, Sendable {
  case noSuchFriend
  /// The contact is not online.
  case offline
  case empty
  /// Over 1372 bytes: it is the caller's to cut.
  case tooLong
  /// Too much waits for the contact's acknowledgement.
  case queueFull
}

/// Why our name or status message stays as it was.
public enum ProfileError: Error, Hashable, Sendable {
  /// A name has at most 128 bytes, a status message 1007.
  case tooLong
}
