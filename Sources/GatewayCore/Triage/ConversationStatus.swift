/// How far the owner's people are with a conversation.
public enum ConversationStatus: String, Codable, Hashable, Sendable, CaseIterable {
  /// The contact wrote, and no member of the staff has taken it up. Exits: open, waiting, closed.
  case new
  /// It is the desk's turn. Exits: waiting, closed, new.
  case open
  /// A person answered; it is the contact's turn. Exits: open (the contact writes again), closed.
  case waiting
  /// Nothing is left to do. Exit: open (the contact writes again, or by hand).
  case closed

  /// The status once the contact wrote again.
  public var afterMessage: ConversationStatus {
    switch self {
    case .new, .open: self
    case .waiting, .closed: .open
    }
  }
}

/// What is changed of a conversation: nil leaves it.
public struct TriageChange: Hashable, Sendable {
  public var status: ConversationStatus?
  public var isStarred: Bool?
  public var assignment: Assignment?

  /// To which member of the staff a conversation is assigned.
  public enum Assignment: Hashable, Sendable {
    case to(String)
    case none
  }

  public init(
    status: ConversationStatus? = nil, isStarred: Bool? = nil, assignment: Assignment? = nil
  ) {
    self.status = status
    self.isStarred = isStarred
    self.assignment = assignment
  }

  public var isEmpty: Bool { self == TriageChange() }

  /// The change in words of the program and names of the staff, for the audit log.
  public var words: String {
    var words: [String] = []
    if let status { words.append(status.rawValue) }
    if let isStarred { words.append(isStarred ? "starred" : "unstarred") }
    switch assignment {
    case nil: break
    case .to(let name): words.append("assigned to \(name)")
    case .some(.none): words.append("unassigned")
    }
    return words.joined(separator: ", ")
  }
}

/// What the owner's people know of a conversation.
public struct Triage: Hashable, Sendable {
  public var status: ConversationStatus
  /// When it got this status.
  public var since: UnixMilliseconds
  public var isStarred: Bool
  public var assignee: String?

  public init(
    status: ConversationStatus, since: UnixMilliseconds, isStarred: Bool = false,
    assignee: String? = nil
  ) {
    self.status = status
    self.since = since
    self.isStarred = isStarred
    self.assignee = assignee
  }

  /// - Returns: the state after a change: an assignment takes a new conversation up.
  public func after(_ change: TriageChange, at now: UnixMilliseconds) -> Triage {
    var changed = self
    if let isStarred = change.isStarred { changed.isStarred = isStarred }
    switch change.assignment {
    case nil: break
    case .to(let name):
      changed.assignee = name
      if status == .new { changed.status = .open }
    case .some(.none): changed.assignee = nil
    }
    if let status = change.status { changed.status = status }
    if changed.status != status { changed.since = now }
    return changed
  }
}
