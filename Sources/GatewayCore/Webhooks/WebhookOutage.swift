/// A webhook whose receiver is away, or takes deliveries again: what another one, or the owner's
/// contact, is told.
public struct WebhookOutage: Hashable, Sendable {
  public var webhook: String
  /// Since when no attempt has succeeded.
  public var since: UnixMilliseconds
  /// The number of deliveries that wait.
  public var waiting: Int
  /// What came of the last attempt, without the address; nil: the outage is over.
  public var reason: String?

  /// Of the reason: it may quote the receiver.
  private static let reasonCharactersMax = 200

  /// - Parameter result: of the last attempt; nil: the outage is over.
  public init(webhook: String, since: UnixMilliseconds, waiting: Int, result: DeliveryResult?) {
    self.webhook = webhook
    self.since = since
    self.waiting = waiting
    reason = result.map { String($0.outageReason.prefix(Self.reasonCharactersMax)) }
  }

  public var isOver: Bool { reason == nil }

  /// In words for a person.
  public var sentence: String {
    let count = "\(waiting) \(waiting == 1 ? "delivery waits" : "deliveries wait")"
    guard let reason else {
      return "Webhook \(webhook) takes deliveries again, after an outage since \(since.rfc3339)."
        + " \(count)."
    }
    return "Webhook \(webhook) has taken nothing since \(since.rfc3339): \(reason). \(count)."
  }
}

extension DeliveryResult {
  fileprivate var outageReason: String {
    switch self {
    case .delivered(let status), .answered(let status, _), .refused(let status, _, _),
      .rejected(let status, _, _):
      "its receiver answered \(status)"
    case .unreachable(let sentence):
      sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
  }
}
