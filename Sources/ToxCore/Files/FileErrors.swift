/// Why a file was not offered.
public enum OfferFileError: Error, Hashable, Sendable {
  case noSuchFriend
  /// The contact is not online.
  case offline
  /// A name has at most 255 bytes.
  case nameTooLong
  /// `Limits.filesPerContact` are offered or under way.
  case tooMany
  /// Too much waits for the contact's acknowledgement.
  case queueFull
}

/// Why an offer was not accepted.
public enum AcceptFileError: Error, Hashable, Sendable {
  /// It is over, or of an earlier session.
  case noSuchTransfer
  case alreadyAccepted
  /// A file can be resumed only at a byte that it has.
  case positionPastEnd
  /// Too much waits for the contact's acknowledgement; nothing has changed.
  case queueFull
}

/// Why bytes of a file were not taken.
public enum WriteFileError: Error, Hashable, Sendable {
  /// It is over, or of an earlier session.
  case noSuchTransfer
  /// There is no `Event.fileWritable` without an answer.
  case notAsked
  /// More bytes than asked for.
  case tooMuch
  /// No bytes, and not the end of a stream.
  case empty
  /// A file whose size was named can't end before it, only be cancelled.
  case endsEarly
}
