/// Notices that leave at fixed times, so that their own times tell nothing of when a contact wrote.
public struct NoticeSchedule: Hashable, Sendable {
  /// Milliseconds between two of the times, which are multiples of it since 1970.
  public var interval: Int64
  /// How much has to have come since the last notice; with less, none leaves and it counts on.
  public var least: Int
  /// Whether a notice leaves at each time, also where nothing came.
  public var isConstant: Bool
  /// What the count in it is rounded up to a multiple of; nil: it has none.
  public var countStep: Int?

  public init(interval: Int64, least: Int = 1, isConstant: Bool = false, countStep: Int? = nil) {
    self.interval = interval
    self.least = least
    self.isConstant = isConstant
    self.countStep = countStep
  }

  /// A minute to 7 days, in milliseconds.
  public static let intervals: ClosedRange<Int64> = 60_000...(7 * 86_400_000)
  public static let leastMax = 1_000
  public static let countStepMax = 1_000
  /// The most that is told.
  static let countMax = 9_999

  /// The first of the times that is later.
  public func next(after now: UnixMilliseconds) -> UnixMilliseconds {
    UnixMilliseconds((now.rawValue / interval + 1) * interval)
  }

  /// Four digits, whatever the count is: it is rounded up, so that it does not tell of one message
  /// more or less.
  public func counted(_ count: Int) -> String? {
    countStep.map { step in
      let rounded = (min(count, Self.countMax) + step - 1) / step * step
      let digits = String(min(rounded, Self.countMax))
      return String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
