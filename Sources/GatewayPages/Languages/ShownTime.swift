public import GatewayCore

/// The time as a page shows it. Pages have no clock: the moment of the request is given.
public struct PageClock: Hashable, Sendable {
  public var now: UnixMilliseconds

  public init(now: UnixMilliseconds) { self.now = now }
}

extension LanguageStrings {
  /// A date, and a time of day in UTC: the script shows the browser's own zone. "14:05" of today,
  /// "29 Nov" of this year, "29 Nov 2025" of another one.
  func short(_ time: UnixMilliseconds, at clock: PageClock) -> HTMLText {
    let (moment, now) = (CivilTime(time), CivilTime(clock.now))
    if moment.isSameDay(as: now) { return HTMLText(timeOfDay(moment)) }
    return HTMLText(date(moment, withYear: moment.year != now.year))
  }

  /// "29 Nov 2026, 14:05".
  func long(_ time: UnixMilliseconds) -> HTMLText {
    let moment = CivilTime(time)
    return HTMLText("\(date(moment, withYear: true)), \(timeOfDay(moment))")
  }

  /// A time as an element, with what machines read.
  func element(_ time: UnixMilliseconds, at clock: PageClock, isLong: Bool = false) -> HTMLText {
    let shown = isLong ? long(time) : short(time, at: clock)
    let form = isLong ? "long" : "short"
    return HTMLText(
      markup: """
        <time datetime="\(time.rfc3339)" data-form="\(form)">\(shown.html)</time>
        """)
  }

  /// A length of time in its largest unit: "3 days".
  func duration(milliseconds: Int64) -> HTMLText {
    let minutes = Int(milliseconds.magnitude / 60_000)
    return switch minutes {
    case ..<60: text(.minutes, max(1, minutes))
    case ..<(48 * 60): text(.hours, minutes / 60)
    default: text(.days, minutes / (24 * 60))
    }
  }

  /// "29 Nov".
  func day(_ time: UnixMilliseconds) -> HTMLText {
    HTMLText(date(CivilTime(time), withYear: false))
  }

  private func date(_ moment: CivilTime, withYear: Bool) -> String {
    let month = months[Int(moment.month) - 1]
    let form = withYear ? date : String(date.prefix { $0 != "y" }).trimmingEnd
    return form.replacing("d", with: String(moment.day), maxReplacements: 1)
      .replacing("m", with: "\u{0}", maxReplacements: 1)
      .replacing("y", with: String(moment.year), maxReplacements: 1)
      .replacing("\u{0}", with: month)
  }

  private func timeOfDay(_ moment: CivilTime) -> String { moment.formatted("%H:%M") }
}

extension CivilTime {
  fileprivate func isSameDay(as other: CivilTime) -> Bool {
    (year, month, day) == (other.year, other.month, other.day)
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
