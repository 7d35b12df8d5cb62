import GatewayCore

/// What was said of limits that bite, so that it is not said too often.
struct LimitNotices {
  private var lastAt: [LimitName: UnixMilliseconds] = [:]
  private var untold: [LimitName: Int] = [:]

  /// Milliseconds between two notices of one limit.
  static let interval: Int64 = 10_000
  /// Milliseconds between two notices of one limit about the same contact, or about all.
  static let repetitionInterval: Int64 = 3_600_000

  /// - Returns: of how many others nothing was said since the last notice; nil where nothing is to be
  ///   said now either.
  mutating func othersToTell(_ name: LimitName, now: UnixMilliseconds) -> Int? {
    if let last = lastAt[name], last.isWithin(Self.interval, of: now) {
      untold[name, default: 0] += 1
      return nil
    }
    lastAt[name] = now
    return untold.removeValue(forKey: name) ?? 0
  }

  /// The same for a limit that holds everybody back.
  mutating func isToTell(_ name: LimitName, now: UnixMilliseconds) -> Bool {
    if let last = lastAt[name], last.isWithin(Self.repetitionInterval, of: now) { return false }
    lastAt[name] = now
    return true
  }
}

extension UnixMilliseconds {
  /// Whether less than so many milliseconds lie between the two times, whichever is the later one:
  /// the clock may be set back.
  func isWithin(_ milliseconds: Int64, of other: UnixMilliseconds) -> Bool {
    abs(other.rawValue - rawValue) < milliseconds
  }
}
