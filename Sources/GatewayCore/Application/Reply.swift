/// What comes back for a command or a query.
public enum Reply: Hashable, Sendable {
  case done
  case contacts([ContactSummary])
  case toxID(String)
  case hooks([HookSummary])
  /// How many messages were changed.
  case changed(Int)
  case messages([Int64])
  case status(StatusSummary)
  case clock(ClockSummary)
  /// The journal is empty too; see `ForgottenSummary.copiesMayRemain`.
  case forgotten(ForgottenSummary)
  /// One sentence, for the person.
  case failed(String)
}

extension Reply {
  /// How the reply is called in JSON.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case done, contacts
    case toxID = "tox_id"
    case hooks, changed, messages, status, clock, forgotten, failed
  }

  public var name: Name {
    switch self {
    case .done: .done
    case .contacts: .contacts
    case .toxID: .toxID
    case .hooks: .hooks
    case .changed: .changed
    case .messages: .messages
    case .status: .status
    case .clock: .clock
    case .forgotten: .forgotten
    case .failed: .failed
    }
  }
}
