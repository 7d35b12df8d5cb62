import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// Which messages a command is about.
struct InboxFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only of this contact: its codename, public key, Tox ID or note, or the number of a message.",
      valueName: "contact"))
  var contact: String?

  @Option(help: "Only those with this label.") var label: String?

  @Flag(
    help: "Only what was not shown whole to any person; with --as, what this member did not see.")
  var unread = false

  @Option(
    help: ArgumentHelp(
      "Only texts that their writers encrypted: pgp, age, the id of a key, or any.",
      valueName: "kind"))
  var encrypted: String?

  @OptionGroup var triage: TriageOptions

  @Option(
    help: ArgumentHelp(
      "Only from then on: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two days ago.",
      valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("Only from before then.", valueName: "time"))
  var until: String?

  @Option(
    help: ArgumentHelp("Only those with a smaller number: the next page.", valueName: "number"))
  var before: Int64?

  func validate() throws {
    try PageNumber.check(before, of: "--before")
    for time in [since, until] {
      if let time, InboxTime(time) == nil {
        throw ValidationError(
          "\"\(time.shownInLine)\" is no time: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two"
            + " days ago.")
      }
    }
  }

  /// - Parameter author: the member of the staff that asks; nil: the owner.
  func selection(
    _ status: Item.Status? = nil, by author: String?, limit: Int
  ) -> InboxSelection {
    var triage = triage.filter
    triage.isUnread = unread && author != nil
    return InboxSelection(
      InboxFilter(
        status: status, onlyNew: unread && author == nil, label: label, encryption: encrypted,
        triage: triage,
        since: since.flatMap(InboxTime.init)?.time, until: until.flatMap(InboxTime.init)?.time,
        before: before.map(MessageID.init), limit: limit),
      contact: contact.map { ContactReference($0) })
  }
}

/// A time as a person writes it.
struct InboxTime {
  let time: UnixMilliseconds

  /// From 1970 to the year 9999 and as far back.
  private static let secondsMax = 253_402_300_800.0

  /// - Returns: nil where it is none.
  init?(_ text: String) {
    let now = Date.now
    if case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text) {
      time = UnixMilliseconds(now.addingTimeInterval(-Double(seconds)))
    } else if let date = Self.date(text) {
      guard abs(date.timeIntervalSince1970) < Self.secondsMax else { return nil }
      time = UnixMilliseconds(date)
    } else {
      return nil
    }
  }

  private static func date(_ text: String) -> Date? {
    let days = Date.ISO8601FormatStyle().year().month().day()
    let minutes = Date.ISO8601FormatStyle().year().month().day()
      .time(includingFractionalSeconds: false)
    if text.utf8.count == 10 { return try? days.parse(text) }
    // The seconds and the zone may be left out.
    var whole = text.replacing(" ", with: "T")
    if whole.utf8.count == 17, whole.hasSuffix("Z") { whole = String(whole.dropLast()) }
    if whole.utf8.count == 16 { whole += ":00" }
    if let date = try? Date.ISO8601FormatStyle().parse(whole) { return date }
    return try? minutes.parse(whole)
  }
}

extension UnixMilliseconds {
  fileprivate init(_ date: Date) { self.init(Int64(date.timeIntervalSince1970 * 1_000)) }
}

/// How many lines a command prints.
struct InboxLimitOption: ParsableArguments {
  @Option(help: "At most so many.") var limit = 50

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError("--limit takes a number from 1 to 1000000.")
    }
  }
}
