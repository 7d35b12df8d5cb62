/// The state of a delivery.
public enum DeliveryState: String, Hashable, Sendable, CaseIterable, Codable {
  /// Waits for an attempt. Exits: delivered, failed, expired.
  case pending
  /// The receiver took it. Exit: pending, by a replay.
  case delivered
  /// The answer was final, the last attempt failed, or the backlog was full. Exits: pending, by a
  /// replay; delivered, where an attempt was still in progress.
  case failed
  /// It was not sent in time, or the owner gave it up. Exits: as of failed.
  case expired

  /// - Parameters:
  ///   - word: the column's word: an expired delivery is stored as one that failed.
  ///   - ending: the word of the reason, or nothing.
  public init(_ word: String, ending: String) {
    switch word {
    case "pending": self = .pending
    case "delivered": self = .delivered
    default: self = DeliveryEnding(rawValue: ending)?.state ?? .failed
    }
  }
}

/// Why a delivery ended without being accepted.
public enum DeliveryEnding: String, Hashable, Sendable, CaseIterable, Codable {
  /// The receiver would refuse the same message again.
  case refused
  /// The receiver's answer to an ask could not be used.
  case unusable = "answer"
  /// Its last attempt failed.
  case attempts
  /// It came while as many waited as its webhook's backlog holds.
  case turnedAway = "backlog"
  /// It was older than its webhook sends.
  case age
  /// The owner gave it up.
  case owner

  public var state: DeliveryState {
    switch self {
    case .refused, .unusable, .attempts, .turnedAway: .failed
    case .age, .owner: .expired
    }
  }
}
