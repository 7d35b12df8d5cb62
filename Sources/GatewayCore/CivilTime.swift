/// A date and time of day in the proleptic Gregorian calendar, without a time zone.
///
/// Written by hand: the platform's calendar is in Foundation and Glibc, which no pure target
/// imports.
package struct CivilTime: Hashable {
  package var year: Int64
  package var month: Int64
  package var day: Int64
  package var hour: Int64
  package var minute: Int64
  package var second: Int64
  package var millisecond: Int64
  /// 1 is Monday.
  package var weekday: Int64

  package init(_ time: UnixMilliseconds) {
    let (days, rest) = time.rawValue.flooredDivision(by: 86_400_000)
    hour = rest / 3_600_000
    minute = rest / 60_000 % 60
    second = rest / 1_000 % 60
    millisecond = rest % 1_000
    // 1970-01-01 was a Thursday.
    weekday = (days + 3).flooredDivision(by: 7).remainder + 1
    // Years that begin in March have the leap day at their end; an era has 400 of them.
    let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The moment of "2026-01-05 10:00" or "2026-01-05", in UTC.
  package static func parse(_ text: String) -> UnixMilliseconds? {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int64($0) }
    guard numbers.count == 3 || numbers.count == 5, (0...9_999).contains(numbers[0]),
      (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      numbers.count == 3 || (0...23).contains(numbers[3]) && (0...59).contains(numbers[4])
    else { return nil }
    let shiftedYear = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
    let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
    let monthFromMarch = numbers[1] > 2 ? numbers[1] - 3 : numbers[1] + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + numbers[2] - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let minutes = numbers.count == 5 ? numbers[3] * 60 + numbers[4] : 0
    let days = era * 146_097 + dayOfEra - 719_468
    let time = UnixMilliseconds(days * 86_400_000 + minutes * 60_000)
    // Rejects days that a month does not have: they would come out as another date.
    return CivilTime(time).day == numbers[2] ? time : nil
  }

  package func formatted(_ format: String) -> String {
    var result = ""
    var rest = format[...]
    while let character = rest.popFirst() {
      guard character == "%", let letter = rest.popFirst() else {
        result.append(character)
        continue
      }
      result += field(letter)
    }
    return result
  }

  private func field(_ letter: Character) -> String {
    switch letter {
    case "Y": year.padded(to: 4)
    case "m": month.padded(to: 2)
    case "d": day.padded(to: 2)
    case "H": hour.padded(to: 2)
    case "M": minute.padded(to: 2)
    case "S": second.padded(to: 2)
    case "A": Self.weekdays[Int(weekday) - 1]
    case "a": String(Self.weekdays[Int(weekday) - 1].prefix(3))
    case "B": Self.months[Int(month) - 1]
    case "b": String(Self.months[Int(month) - 1].prefix(3))
    case "%": "%"
    default: "%\(letter)"
    }
  }

  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension UnixMilliseconds {
  /// The time in the form of every interface outside rules, RFC 3339 in UTC with milliseconds:
  /// "2026-01-05T10:00:00.000Z".
  public var rfc3339: String {
    var text: [UInt8] = []
    text.append(rfc3339: self)
    return String(decoding: text, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Appends `time.rfc3339`.
  mutating func append(rfc3339 moment: UnixMilliseconds) {
    let time = CivilTime(moment)
    guard (0...9_999).contains(time.year) else {
      let seconds = time.formatted("%Y-%m-%dT%H:%M:%S.")
      append(contentsOf: "\(seconds)\(time.millisecond.padded(to: 3))Z".utf8)
      return
    }
    // Each message to a webhook has several; `formatted` takes a microsecond and more.
    append(contentsOf: "0000-00-00T00:00:00.000Z".utf8)
    overwrite(at: 24, 4, with: time.year)
    overwrite(at: 19, 2, with: time.month)
    overwrite(at: 16, 2, with: time.day)
    overwrite(at: 13, 2, with: time.hour)
    overwrite(at: 10, 2, with: time.minute)
    overwrite(at: 7, 2, with: time.second)
    overwrite(at: 4, 3, with: time.millisecond)
  }

  /// Writes the last decimal digits of a number.
  ///
  /// - Parameter end: how many bytes before the end they begin.
  private mutating func overwrite(at end: Int, _ digits: Int, with number: Int64) {
    var rest = number
    for place in (count - end..<count - end + digits).reversed() {
      self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
  }
}

extension Int64 {
  /// Division that rounds down, so that the remainder is never negative.
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  fileprivate func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
