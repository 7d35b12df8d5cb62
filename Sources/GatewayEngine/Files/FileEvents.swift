package import GatewayCore

/// An offer of a file in a contact's present session, by a number that no other one gets.
package struct FileToken: Hashable, Sendable {
  package var rawValue: UInt64
  package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A file that a contact offers; the network half waits for `FileCommand.receive` or `refuse`.
package struct OfferedFile: Hashable, Sendable {
  package var token: FileToken
  package var contact: ContactKey
  package var name: String
  /// In bytes; nil for a stream.
  package var size: UInt64?
  /// The id by which its client calls it in each offer: 32 bytes.
  package var fileID: [UInt8]
  /// As clients define it: 0 for data, 1 for an avatar.
  package var kind: UInt32

  package init(
    token: FileToken, contact: ContactKey, name: String, size: UInt64?, fileID: [UInt8],
    kind: UInt32 = 0
  ) {
    self.token = token
    self.contact = contact
    self.name = name
    self.size = size
    self.fileID = fileID
    self.kind = kind
  }

  package static let avatarKind = Avatar.fileKind

  var isAvatar: Bool { kind == Self.avatarKind }
}

/// What happened to a file that was accepted or is being sent. A file is known by the number of its
/// item.
package enum FileNews: Hashable, Sendable {
  /// So many bytes of an inbound file are durable; the type is told once.
  case durable(UInt64, type: String?)
  /// An inbound file is whole and durable, under its final name.
  case whole(size: UInt64, digest: [UInt8], type: String?)
  /// The disk has no room for more of it: it is paused, and goes on when there is room.
  case isOutOfSpace
  /// The home has a copy of a file that is to be sent.
  case copied(size: UInt64, digest: [UInt8], type: String?)
  /// There can't be a copy.
  case notCopied(FileFailure)
  /// The network half could not offer it now.
  case notOffered
  /// The contact accepted an offer of ours.
  case taken
  /// The contact has so many bytes of it, more or less.
  case progress(UInt64)
  /// The contact has all of it.
  case sent
  /// The transfer is over before the file is whole. A session that ended is none: the file waits.
  case failed(FileFailure)
}

/// What the network half and the disk do with files. Commands about one file are carried out in
/// order.
package enum FileCommand: Hashable, Sendable {
  case receive(FileIntake)
  /// Takes the end of a file once more that is whole already, for its sender lacks our
  /// acknowledgement.
  case satisfy(FileToken, size: UInt64)
  case refuse(FileToken)
  /// A whole file is committed: the last data of its transfer may be acknowledged.
  case acknowledge(MessageID)
  /// Copies a file that is to be sent into the home.
  ///
  /// `keepsFree`: the bytes of the file system that stay free.
  case copy(MessageID, FileSource, keepsFree: Int64)
  case offer(OutgoingFile)
  /// Ends a transfer, and removes what the home has of the file.
  case discard(MessageID)
}

/// An offer that is accepted.
package struct FileIntake: Hashable, Sendable {
  package var id: MessageID
  package var token: FileToken
  package var contact: ContactKey
  /// The bytes that are durable already.
  package var position: UInt64
  /// In bytes; nil for a stream.
  package var size: UInt64?
  /// The most bytes that are taken.
  package var sizeMax: UInt64
  /// The bytes of the file system that stay free.
  package var keepsFree: Int64

  package init(
    id: MessageID, token: FileToken, contact: ContactKey, position: UInt64, size: UInt64?,
    sizeMax: UInt64, keepsFree: Int64
  ) {
    self.id = id
    self.token = token
    self.contact = contact
    self.position = position
    self.size = size
    self.sizeMax = sizeMax
    self.keepsFree = keepsFree
  }
}

/// A file of ours that a contact is offered.
package struct OutgoingFile: Hashable, Sendable {
  package var id: MessageID
  package var contact: ContactKey
  package var name: String
  package var size: UInt64
  package var fileID: [UInt8]

  package init(id: MessageID, contact: ContactKey, name: String, size: UInt64, fileID: [UInt8]) {
    self.id = id
    self.contact = contact
    self.name = name
    self.size = size
    self.fileID = fileID
  }
}
