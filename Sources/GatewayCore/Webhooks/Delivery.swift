/// The number of a delivery, the same for all its attempts.
public struct DeliveryID: Hashable, Sendable, Comparable {
  public var rawValue: Int64
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A rendered event that has no number yet, to be put into the store, or into memory where the bot
/// keeps nothing.
public struct NewDelivery: Hashable, Sendable {
  /// See `Delivery`.
  public var webhookID: String
  public var webhook: String
  public var contact: ContactKey?
  public var format: String
  public var body: String
  /// When it may leave; nil: at once. One with a time is a notice; further ones are merged with it
  /// until then.
  public var due: UnixMilliseconds?
  /// Whether it is counted for the next notice of its webhook's schedule, and is none itself.
  public var isCounted = false
  /// Whether it waits for the contact's older ones to the same webhook.
  public var isInOrder = true
  /// The number of deliveries that may wait for its webhook; nil: any.
  public var waitingMax: Int?
  /// Where an answer is asked for.
  public var ask: AskTerms?

  public init(
    webhookID: String, webhook: String, contact: ContactKey?,
    format: String = Webhook.formatStandard, body: String, due: UnixMilliseconds? = nil
  ) {
    self.webhookID = webhookID
    self.webhook = webhook
    self.contact = contact
    self.format = format
    self.body = body
    self.due = due
  }
}

/// One event for one webhook.
public struct Delivery: Hashable, Sendable {
  public var id: DeliveryID
  /// The stable id that receivers see (`webhook-id`), made of random bytes when the delivery was
  /// stored: "msg_…".
  public var webhookID: String
  public var webhook: String
  /// Deliveries of one contact to one webhook leave in order: the next one waits for this one.
  public var contact: ContactKey?
  /// The name of the `WebhookFormat` that rendered the body, and makes the requests.
  public var format: String
  /// Rendered before the delivery was stored: each attempt sends the same bytes.
  public var body: String
  /// The number of attempts made.
  public var attempts: Int
  /// When the next attempt is due.
  public var due: UnixMilliseconds
  /// When the event happened that it tells of.
  public var createdAt: UnixMilliseconds
  /// Until when its answer becomes a reply; nil where none is asked for.
  public var answerBy: UnixMilliseconds?

  public init(
    id: DeliveryID, webhookID: String, webhook: String, contact: ContactKey?,
    format: String = Webhook.formatStandard, body: String, attempts: Int = 0,
    due: UnixMilliseconds, createdAt: UnixMilliseconds? = nil
  ) {
    self.id = id
    self.webhookID = webhookID
    self.webhook = webhook
    self.contact = contact
    self.format = format
    self.body = body
    self.attempts = attempts
    self.due = due
    self.createdAt = createdAt ?? due
  }

  /// - Parameter due: when the first attempt may be made.
  public init(
    _ new: NewDelivery, id: DeliveryID, due: UnixMilliseconds, createdAt: UnixMilliseconds
  ) {
    self.init(
      id: id, webhookID: new.webhookID, webhook: new.webhook, contact: new.contact,
      format: new.format, body: new.body, due: due, createdAt: createdAt)
  }
}
