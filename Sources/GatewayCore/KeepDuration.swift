extension BotConfiguration.InboxPolicy.Keep {
  /// "forever", "nothing", or a whole number with a unit: "90s", "15m", "12h", "30d", "8w".
  ///
  /// Zero is refused: who wants nothing kept says "nothing".
  public init?(_ text: String) {
    switch text {
    case "forever": self = .forever
    case "nothing": self = .nothing
    default:
      guard let unit = text.last, let secondsPerUnit = Self.secondsPerUnit(unit),
        text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
        let count = Int64(text.dropLast()), count > 0
      else { return nil }
      let (seconds, overflow) = count.multipliedReportingOverflow(by: secondsPerUnit)
      guard !overflow else { return nil }
      self = .seconds(seconds)
    }
  }

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
