/// The number of a delivery; the same over all its attempts.
public struct DeliveryID: Hashable, Sendable, Comparable {
  public var rawValue: Int64
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One event on its way to one webhook.
public struct Delivery: Hashable, Sendable {
  public var id: DeliveryID
  /// The stable id that receivers see (`webhook-id`), made from random bytes when the delivery was
  /// stored: "msg_…".
  public var webhookID: String
  public var webhook: String
  /// Deliveries of one contact to one webhook leave in order: the next one waits for this one.
  public var contact: ContactKey?
  public var body: String
  /// How many attempts were made.
  public var attempts: Int
  /// When the next attempt is due.
  public var due: UnixMilliseconds

  public init(
    id: DeliveryID, webhookID: String, webhook: String, contact: ContactKey?, body: String,
    attempts: Int = 0, due: UnixMilliseconds
  ) {
    self.id = id
    self.webhookID = webhookID
    self.webhook = webhook
    self.contact = contact
    self.body = body
    self.attempts = attempts
    self.due = due
  }
}
