import GatewayCore

/// The times of notices about limits, so that they are not repeated too often.
struct LimitNotices {
  private var lastAt: [LimitName: Uptime] = [:]
  private var untold: [LimitName: Int] = [:]

  /// Milliseconds between two notices of one limit.
  static let interval: Int64 = 10_000
  /// Milliseconds between two notices of one limit about the same contact, or about all.
  static let repetitionInterval: Int64 = 3_600_000

  /// - Returns: the number of other contacts without a notice since the last one; nil where no
  ///   notice is due.
  mutating func othersToTell(_ name: LimitName, now: Uptime) -> Int? {
    guard now.isPast(Self.interval, since: lastAt[name]) else {
      untold[name, default: 0] += 1
      return nil
    }
    lastAt[name] = now
    return untold.removeValue(forKey: name) ?? 0
  }

  /// The same for a limit that holds all contacts back.
  mutating func isToTell(_ name: LimitName, now: Uptime) -> Bool {
    guard now.isPast(Self.repetitionInterval, since: lastAt[name]) else { return false }
    lastAt[name] = now
    return true
  }
}
