extension UnixMilliseconds {
  /// "2026-11-23T09:30:00.125Z" (ISO 8601, UTC).
  public var iso8601: String {
    let day = Self.quotient(rawValue, 86_400_000)
    let milliseconds = rawValue - day * 86_400_000
    let (year, month, dayOfMonth) = Self.civilDate(day: day)
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))"
    let hours = Self.padded(milliseconds / 3_600_000, 2)
    let minutes = Self.padded(milliseconds / 60_000 % 60, 2)
    let seconds = Self.padded(milliseconds / 1_000 % 60, 2)
    return "\(date)T\(hours):\(minutes):\(seconds).\(Self.padded(milliseconds % 1_000, 3))Z"
  }

  /// The Gregorian date of a day counted from 1970-01-01. Years are taken to begin in March, so that
  /// the day that leap years add is the last one of the year.
  private static func civilDate(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let daysPerEra: Int64 = 146_097  // 400 years
    let sinceMarchOfYear0 = day + 719_468
    let era = quotient(sinceMarchOfYear0, daysPerEra)
    let dayOfEra = sinceMarchOfYear0 - era * daysPerEra
    let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// Rounded down, for times before 1970.
  private static func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
