/// What one contact has used of its quotas.
public struct ContactUsage: Hashable, Sendable {
  public var messages: QuotaMeter
  public var bytes: QuotaMeter

  public init(messages: QuotaMeter = QuotaMeter(), bytes: QuotaMeter = QuotaMeter()) {
    self.messages = messages
    self.bytes = bytes
  }
}

/// What all contacts together have used.
public struct TotalUsage: Hashable, Sendable {
  public var messages: QuotaMeter
  public var bytes: QuotaMeter
  public var requests: QuotaMeter

  public init(
    messages: QuotaMeter = QuotaMeter(), bytes: QuotaMeter = QuotaMeter(),
    requests: QuotaMeter = QuotaMeter()
  ) {
    self.messages = messages
    self.bytes = bytes
    self.requests = requests
  }

  public mutating func clockWasSetBack(by step: Int64) {
    messages.clockWasSetBack(by: step)
    bytes.clockWasSetBack(by: step)
    requests.clockWasSetBack(by: step)
  }
}

extension LimitPolicy {
  var contactMessages: Quota { Quota(contactMessagesPerHour, per: .hour) }
  var contactBytes: Quota { Quota(contactBytesPerHour, per: .hour) }
  var allMessages: Quota { Quota(messagesPerHour, per: .hour) }
  var allBytes: Quota { Quota(bytesPerHour, per: .hour) }
  var allRequests: Quota { Quota(requestsPerDay, per: .day) }

  /// A contact that has used no more than this share of its own quota counts as an occasional
  /// writer: with the defaults, 40 messages in an hour.
  private static let quietShare = 0.02
  /// The share of the total quota that is open to all contacts. The rest is reserved for occasional
  /// writers, so that a hundred flooding contacts do not block the one that has something to say.
  private static let commonShare = 0.75

  /// The limit that delays the next message of a contact, and until when; nil where there is none.
  public func obstacle(
    for contact: ContactUsage, among all: TotalUsage, now: UnixMilliseconds
  ) -> (name: LimitName, until: UnixMilliseconds)? {
    let messages = contact.messages.usedShare(of: contactMessages, now: now)
    let bytes = contact.bytes.usedShare(of: contactBytes, now: now)
    let share = max(messages, bytes) <= Self.quietShare ? 1 : Self.commonShare
    let gates: [(LimitName, QuotaMeter, Quota, Double)] = [
      (.contactMessagesPerHour, contact.messages, contactMessages, 1),
      (.contactBytesPerHour, contact.bytes, contactBytes, 1),
      (.messagesPerHour, all.messages, allMessages, share),
      (.bytesPerHour, all.bytes, allBytes, share),
    ]
    var obstacle: (name: LimitName, until: UnixMilliseconds)?
    for (name, meter, quota, share) in gates
    where meter.usedShare(of: quota, now: now) >= share {
      let until = meter.time(whenUsedShareIs: share, of: quota, now: now)
      if obstacle.map({ $0.until < until }) ?? true { obstacle = (name, until) }
    }
    return obstacle
  }

  /// Adds the usage of a handled message, or with `messages` 0 of something else that a contact
  /// did.
  ///
  /// - Parameter bytes: what the bot stored because of it.
  public func addUsage(
    messages: Int64 = 1, bytes: Int64, to contact: inout ContactUsage, and all: inout TotalUsage,
    now: UnixMilliseconds
  ) {
    contact.messages.addUsage(messages, of: contactMessages, now: now)
    contact.bytes.addUsage(bytes, of: contactBytes, now: now)
    all.messages.addUsage(messages, of: allMessages, now: now)
    all.bytes.addUsage(bytes, of: allBytes, now: now)
  }

  /// Whether one more request may be stored or accepted; if so, it is counted.
  public func admitsRequest(_ all: inout TotalUsage, now: UnixMilliseconds) -> Bool {
    guard all.requests.usedShare(of: allRequests, now: now) < 1 else { return false }
    all.requests.addUsage(1, of: allRequests, now: now)
    return true
  }
}
