public import ToxWire

/// What a contact says about a file that it offers.
public struct FileOfferDetails: Hashable, Sendable {
  public var kind: FileKind
  /// In bytes; nil: a stream, whose end is not known.
  public var size: UInt64?
  /// The same in each offer of the same file: a transfer that was cut off is resumed by it.
  public var fileID: Bytes32
  /// At most 255 bytes, chosen by the contact: no path, and not always UTF-8.
  public var name: [UInt8]

  public init(kind: FileKind, size: UInt64?, fileID: Bytes32, name: [UInt8]) {
    self.kind = kind
    self.size = size
    self.fileID = fileID
    self.name = name
  }
}

/// What a file is offered as.
public enum FileKind: Hashable, Sendable {
  case data
  /// The contact's picture. Its file id is the picture's SHA-256; size 0 says that there is none.
  case avatar
  /// A number of other clients, to be treated as data.
  case other(UInt32)
}

/// Why a transfer is over without success. What was told of its data remains valid.
public enum FileEnd: Hashable, Sendable {
  /// The contact refused our offer, took its own back, or ended the transfer.
  case cancelledByPeer
  /// The contact went offline, or its session ended.
  case disconnected
  /// The contact ended a file before the size that it had named.
  case cutShort
  /// The contact sent on through a long pause, or changed pauses without end; it was cut off.
  case violation
}
