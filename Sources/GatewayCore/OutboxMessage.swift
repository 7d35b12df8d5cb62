/// The number of a message in the outbox.
public struct OutboxID: Hashable, Sendable, Comparable {
  public var rawValue: Int64
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A message to a contact that waits for its receipt: the text of one packet.
public struct OutboxMessage: Hashable, Sendable {
  public var id: OutboxID
  public var contact: ContactKey
  public var kind: InboundMessage.Kind
  public var text: String
  public var createdAt: UnixMilliseconds
  /// Set where the contact's client uses stamps: then the message stays until the contact names
  /// this stamp, and is sent again with it.
  public var stamp: MessageStamp?

  public init(
    id: OutboxID, contact: ContactKey, kind: InboundMessage.Kind, text: String,
    createdAt: UnixMilliseconds, stamp: MessageStamp? = nil
  ) {
    self.id = id
    self.contact = contact
    self.kind = kind
    self.text = text
    self.createdAt = createdAt
    self.stamp = stamp
  }
}
