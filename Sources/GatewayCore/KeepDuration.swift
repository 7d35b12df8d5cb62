extension BotConfiguration.InboxPolicy.Keep {
  /// "forever", "nothing", or a whole number with a unit: "90s", "15m", "12h", "30d", "8w".
  ///
  /// Zero is refused: "nothing" is the way to keep nothing. So is more than 36,500 days, with which
  /// the arithmetic on times might overflow.
  public init?(_ text: String) {
    switch text {
    case "forever": self = .forever
    case "nothing": self = .nothing
    default:
      guard let unit = text.last, let secondsPerUnit = Self.secondsPerUnit(unit),
        text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
        let count = Int64(text.dropLast()), count > 0
      else { return nil }
      guard count <= Self.secondsMax / secondsPerUnit else { return nil }
      self = .seconds(count * secondsPerUnit)
    }
  }

  /// As text, in the largest unit without a remainder.
  public var text: String {
    switch self {
    case .forever: return "forever"
    case .nothing: return "nothing"
    case .seconds(let seconds):
      for unit in "dhm" {
        let length = Self.secondsPerUnit(unit) ?? 1
        if seconds.isMultiple(of: length) { return "\(seconds / length)\(unit)" }
      }
      return "\(seconds)s"
    }
  }

  /// 36,500 days, or about a century.
  public static let secondsMax: Int64 = 36_500 * 86_400

  private static func secondsPerUnit(_ unit: Character) -> Int64? {
    switch unit {
    case "s": 1
    case "m": 60
    case "h": 3_600
    case "d": 86_400
    case "w": 604_800
    default: nil
    }
  }
}
