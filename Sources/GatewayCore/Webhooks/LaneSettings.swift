/// How fast, in which order and for how long the deliveries to a webhook are sent.
public struct LaneSettings: Hashable, Sendable {
  /// Whether a contact's deliveries leave one after the other.
  public var keepsOrder = true
  /// Attempts in progress at one time, 1 to `concurrencyMax`.
  public var concurrency = Self.concurrencyStandard
  /// Attempts in a time; nil: as many as the receiver answers.
  public var rate: SendingRate?
  /// Milliseconds after an event until it is not sent any more; nil: as long as the backlog holds
  /// it.
  public var expires: Int64?
  /// Deliveries that may wait. Further ones are listed as failed.
  public var backlogMax = Self.backlogStandard
  /// Milliseconds that a delivery may wait.
  public var backlogAge = Self.backlogAgeStandard
  /// Milliseconds for which an accepted delivery's body stays, and each answer; nil: the body is
  /// dropped at once, and answers are not stored.
  public var keep: Int64?
  /// The listener to outages: the name of another webhook, or a contact's key.
  public var orElse: OutageListener?

  public static let concurrencyStandard = 8
  public static let concurrencyMax = 64
  public static let backlogStandard = 100_000
  public static let backlogMaximum = 1_000_000
  /// 7 days.
  public static let backlogAgeStandard: Int64 = 7 * 86_400_000

  public init() {}

  /// Milliseconds after an event until it is not sent any more.
  public var age: Int64 { min(expires ?? .max, backlogAge) }
}

/// The one that is told of a webhook's outage.
public enum OutageListener: Hashable, Sendable {
  case webhook(String)
  case contact(ContactKey)
}

/// So many attempts in a second, a minute or an hour, evenly spaced.
public struct SendingRate: Hashable, Sendable {
  /// Microseconds between two attempts.
  public let interval: Int64

  /// "10/s", "60/m", "100/h": at most 1,000 a second, at least one an hour.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].allSatisfy({ ("0"..."9").contains($0) }),
      let count = Int64(parts[0]), count > 0
    else { return nil }
    let time: Int64
    switch parts[1] {
    case "s": time = 1_000_000
    case "m": time = 60_000_000
    case "h": time = 3_600_000_000
    default: return nil
    }
    guard time / count >= 1_000 else { return nil }
    interval = time / count
  }
}
