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
  /// Milliseconds after which it is not sent any more; nil: it waits for as long as it takes.
  public var lifetime: Int64?

  public init(
    id: OutboxID, contact: ContactKey, kind: InboundMessage.Kind, text: String,
    createdAt: UnixMilliseconds, stamp: MessageStamp? = nil, lifetime: Int64? = nil
  ) {
    self.id = id
    self.contact = contact
    self.kind = kind
    self.text = text
    self.createdAt = createdAt
    self.stamp = stamp
    self.lifetime = lifetime
  }

  /// Milliseconds that a message may be given: from 1 second to 366 days.
  public static let lifetimes: ClosedRange<Int64> = 1_000...366 * 86_400_000

  /// The milliseconds of a text such as "1h"; nil where it is none, or beyond `lifetimes`.
  public static func lifetime(_ text: String) -> Int64? {
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      lifetimes.contains(seconds * 1_000)
    else { return nil }
    return seconds * 1_000
  }

  /// When it is too old to be sent.
  public var expiresAt: UnixMilliseconds? { lifetime.map(createdAt.advanced(byMilliseconds:)) }

  public func isExpired(at time: UnixMilliseconds) -> Bool { expiresAt.map { $0 <= time } ?? false }
}
