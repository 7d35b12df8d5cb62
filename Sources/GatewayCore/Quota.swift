/// A limit on an amount in a period. Usage decays evenly: a quota that was used up is free again
/// after one period, and admits a little long before.
public struct Quota: Hashable, Sendable {
  /// At least 1; nil for no limit.
  public var amount: Int64?
  public var period: Period

  public enum Period: Hashable, Sendable {
    case hour, day

    var milliseconds: Int64 {
      switch self {
      case .hour: 3_600_000
      case .day: 86_400_000
      }
    }
  }

  public init(_ amount: Int64?, per period: Period) {
    self.amount = amount
    self.period = period
  }

  /// Nanoseconds of the period that this amount takes; at most two periods.
  fileprivate func nanoseconds(for used: Int64) -> Int64 {
    guard let amount else { return 0 }
    let all = Double(period.milliseconds) * 1_000_000
    let share = (Double(max(0, used)) * all / Double(max(1, amount))).rounded(.up)
    return Int64(min(share, 2 * all))
  }
}

/// The usage of a quota, as one number that can be stored: the time at which all of it has decayed.
///
/// It needs no timer, and survives a restart. A single message may exceed the quota, by the amount
/// of one more quota at most, and the excess then has to decay first. A time farther ahead was
/// written by a wrong clock, and counts as no usage.
public struct QuotaMeter: Hashable, Sendable {
  /// Nanoseconds since 1970-01-01 UTC.
  public private(set) var emptyAt: Int64

  public init(emptyAt: Int64 = 0) { self.emptyAt = emptyAt }

  /// The used share of the quota: 1 for all of it, up to 2.
  public func usedShare(of quota: Quota, now: UnixMilliseconds) -> Double {
    guard quota.amount != nil else { return 0 }
    return Double(used(of: quota, now)) / (Double(quota.period.milliseconds) * 1_000_000)
  }

  public mutating func addUsage(_ amount: Int64, of quota: Quota, now: UnixMilliseconds) {
    let most = 2 * quota.period.milliseconds * 1_000_000
    let used = min(used(of: quota, now) + quota.nanoseconds(for: amount), most)
    emptyAt = now.nanoseconds + used
  }

  /// Milliseconds ahead of the clock that may be usage, of the longest period: two days.
  public static let aheadMax: Int64 = 2 * Quota.Period.day.milliseconds

  /// Leaves what is used as it is, after the clock was set back by so many milliseconds, at most
  /// `aheadMax`: else they would count as used.
  public mutating func clockWasSetBack(by step: Int64) {
    let (moved, isAbsurd) = emptyAt.subtractingReportingOverflow(step * 1_000_000)
    emptyAt = isAbsurd ? 0 : moved
  }

  /// When the used share is at most this one.
  public func time(
    whenUsedShareIs share: Double, of quota: Quota, now: UnixMilliseconds
  ) -> UnixMilliseconds {
    let excess = usedShare(of: quota, now: now) - share
    guard excess > 0 else { return now }
    let wait = (excess * Double(quota.period.milliseconds)).rounded(.up)
    return now.advanced(byMilliseconds: Int64(wait))
  }

  private func used(of quota: Quota, _ now: UnixMilliseconds) -> Int64 {
    let (left, isAbsurd) = emptyAt.subtractingReportingOverflow(now.nanoseconds)
    guard !isAbsurd, left <= 2 * quota.period.milliseconds * 1_000_000 else { return 0 }
    return max(0, left)
  }
}

extension UnixMilliseconds {
  /// Correct until the year 2262.
  package var nanoseconds: Int64 {
    let (product, overflow) = rawValue.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? (rawValue < 0 ? .min / 2 : .max / 2) : product
  }
}
