/// How long conversations may stay as they are before the staff is reminded:
/// `inbox { deadlines = { new = "7d", open = "90d", tell = "desk" } }`.
public struct Deadlines: Hashable, Sendable {
  /// Milliseconds that a conversation may be new, or open.
  public var new: Int64?
  public var open: Int64?
  /// Contacts with this label are told.
  public var tell: ContactLabel?

  public init(new: Int64? = nil, open: Int64? = nil, tell: ContactLabel? = nil) {
    self.new = new
    self.open = open
    self.tell = tell
  }

  /// Milliseconds: a minute to ten years.
  public static let range: ClosedRange<Int64> = 60_000...3_650 * 86_400_000

  /// The states with a deadline.
  public var waits: [(status: ConversationStatus, wait: Int64)] {
    [(.new, new), (.open, open)].compactMap { status, wait in wait.map { (status, $0) } }
  }
}

/// A conversation that has stayed as it is for too long. There is one for each time that it gets
/// its status.
public struct DeadlineNotice: Hashable, Sendable {
  public var contact: Contact
  public var triage: Triage
  /// The deadline in milliseconds.
  public var wait: Int64

  public init(contact: Contact, triage: Triage, wait: Int64) {
    self.contact = contact
    self.triage = triage
    self.wait = wait
  }

  /// A sentence for the staff, without anything of what was written.
  public var words: String {
    let age = BotConfiguration.InboxPolicy.Keep.seconds(wait / 1_000).text
    let staff = triage.assignee.map { ", assigned to \($0)" } ?? ""
    return "\(contact.codename) is \(triage.status.rawValue) for \(age)\(staff)."
  }
}
