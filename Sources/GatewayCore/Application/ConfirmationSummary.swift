/// A question of the owner to a contact, and its outcome.
public struct ConfirmationSummary: Codable, Hashable, Sendable {
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// It waits for an answer. Exits: yes, no, timeout.
    case open
    case yes, no
    /// No answer came in time.
    case timeout

    /// - Parameter answer: nil while there is none.
    public init(_ answer: ConfirmationResult.Answer?) {
      switch answer {
      case nil: self = .open
      case .yes: self = .yes
      case .no: self = .no
      case .timeout: self = .timeout
      }
    }
  }

  public var id: Int64
  /// The contact's codename.
  public var contact: String
  public var state: State
  /// When it ends without an answer.
  public var due: UnixMilliseconds

  public init(id: Int64, contact: String, state: State, due: UnixMilliseconds) {
    self.id = id
    self.contact = contact
    self.state = state
    self.due = due
  }
}
