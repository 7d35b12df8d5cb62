import GatewayCore
import GatewayStore

/// Whether the machine's clock is trustworthy. It is not compared with a time server: that would
/// reveal this machine to it.
enum ClockChecks {
  /// The age at which a program must have been rebuilt, in milliseconds: 10 years.
  private static let programAgeMax: Int64 = 3_652 * 86_400_000

  static func findings(
    home path: String, isSynchronized: Bool, now: UnixMilliseconds
  ) -> [Finding] {
    let known = try? Store.reading(home: path) { reader throws(StoreError) in
      try reader.trustedTime()
    }
    return [finding(now: now, programDate: ProgramDate.known, known: (known ?? nil) ?? nil)]
      + (isSynchronized ? [] : [unsynchronized])
  }

  /// - Parameter known: the trusted time of the home.
  static func finding(
    now: UnixMilliseconds, programDate: UnixMilliseconds?, known: TrustedTime?
  ) -> Finding {
    if let programDate {
      let (age, isAbsurd) = now.rawValue.subtractingReportingOverflow(programDate.rawValue)
      if age < -ProgramDate.tolerance || isAbsurd {
        return Finding(
          "clock", .fail, words: "the date is before that of this program: set the clock")
      }
      if age > programAgeMax {
        return Finding(
          "clock", .fail,
          words:
            "the date is \(age / programAgeMax * 10) years or more after that of this program: set the"
            + " clock")
      }
    }
    guard var known else { return Finding("clock", .pass, words: "\(now.rfc3339), as it may be") }
    let step = known.start(at: now)
    if step < -TrustedTime.tolerance {
      return Finding(
        "clock", .fail,
        words:
          "the date is \(ClockNotice.span(-step)) before the last one that the home has seen: set the"
          + " clock, or ignore this if that one was wrong")
    }
    guard known.lead > 0 else {
      return Finding(
        "clock", .pass, words: "\(now.rfc3339), which agrees with the last date in the home")
    }
    return Finding(
      "clock", .note,
      words:
        "the date is \(ClockNotice.span(known.lead)) after the last one that was believed: nothing is"
        + " too old because of that until the bot has run for \(ClockNotice.span(known.remaining)),"
        + " or after `postern clock confirm`")
  }

  private static let unsynchronized = Finding(
    "clock", .note,
    words: "the kernel knows of no NTP service that keeps the clock right (timedatectl shows it)")
}
