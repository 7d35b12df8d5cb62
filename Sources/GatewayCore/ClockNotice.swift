/// A notice to the owner about the machine's clock.
public enum ClockNotice: Hashable, Sendable {
  /// It went forward, and what has expired by it is not erased yet.
  case waits(Waiting)
  /// It has held for long enough.
  case believed
  /// It went back by so many milliseconds.
  case setBack(by: Int64)
  /// It shows a date before this program existed.
  case lost(UnixMilliseconds)

  public struct Waiting: Hashable, Sendable {
    /// Milliseconds that the clock went forward.
    public var ahead: Int64
    /// Milliseconds that the bot has to run until it is trusted.
    public var remaining: Int64
    /// What would be erased.
    public var messages = 0
    public var contacts = 0

    public init(ahead: Int64, remaining: Int64) {
      self.ahead = ahead
      self.remaining = remaining
    }
  }
}

extension ClockNotice {
  /// The notice as a sentence for a person.
  public var words: String {
    switch self {
    case .waits(let waiting):
      "the clock went forward by \(Self.span(waiting.ahead)): \(waiting.what) that would be"
        + " too old stay until it has held for \(Self.span(waiting.remaining)) of running. If the"
        + " date is right, `postern clock confirm` lets them go at once; else set the clock"
    case .believed: "the clock has held: what is too old by it is erased"
    case .setBack(let milliseconds):
      "the clock was set back by \(Self.span(milliseconds)): what waited for a later date is"
        + " due within its own delay from now"
    case .lost(let date):
      "the clock says \(date.rfc3339), which is before this program was made: nothing is erased by"
        + " that time. Set the clock"
    }
  }

  /// "60 days", "5 hours", "20 minutes": rounded to one unit.
  public static func span(_ milliseconds: Int64) -> String {
    let minutes = max(0, milliseconds) / 60_000
    let (count, unit) =
      switch minutes {
      case ..<120: (max(1, minutes), "minute")
      case ..<2_880: ((minutes + 30) / 60, "hour")
      default: ((minutes + 720) / 1_440, "day")
      }
    return "\(count) \(unit)\(count == 1 ? "" : "s")"
  }
}

extension ClockNotice.Waiting {
  fileprivate var what: String {
    let counts = [(messages, "message"), (contacts, "contact")]
    return counts.filter { $0.0 > 0 }.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
      .joined(separator: " and ")
  }
}
