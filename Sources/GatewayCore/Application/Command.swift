/// A request that changes a bot or its home, through any transport.
public enum Command: Hashable, Sendable {
  case contactAdd(address: String, message: String)
  case contactAccept(ContactReference)
  case contactBlock(ContactReference)
  case contactRemove(ContactReference)
  /// All contacts that sent a request, were accepted and never came online; replies when they are
  /// forgotten.
  case contactRemoveNeverSeen
  /// Sets the owner's private note.
  case contactNote(ContactReference, note: String?)
  /// Sets the status that the contact may be told.
  case contactPublicStatus(ContactReference, status: String?)
  /// Replies when the receipt came, or with `keep` at once. Either way the text is in the inbox.
  case send(ContactReference, text: String, kind: InboundMessage.Kind = .text, keep: Bool)
  case inboxLabel(messages: [Int64], label: String?)
  case inboxClose(messages: [Int64])
  case inboxReopen(messages: [Int64])
  case inboxErase(messages: [Int64])
  /// The whole messages were shown to a person.
  case inboxMarkRead(messages: [Int64])
  /// Sends what waits for a webhook, also for a paused one.
  case hookResume(String)
  /// Sets a new nospam; replies with the new Tox ID.
  case newNoSpam
  /// Confirms that the machine's clock is right, whatever it showed before.
  case clockConfirm
}

extension Command {
  /// The command's name in JSON.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case contactAdd = "contact_add"
    case contactAccept = "contact_accept"
    case contactBlock = "contact_block"
    case contactRemove = "contact_remove"
    case contactRemoveNeverSeen = "contact_remove_never_seen"
    case contactNote = "contact_note"
    case contactPublicStatus = "contact_public_status"
    case send
    case inboxLabel = "inbox_label"
    case inboxClose = "inbox_close"
    case inboxReopen = "inbox_reopen"
    case inboxErase = "inbox_erase"
    case inboxMarkRead = "inbox_mark_read"
    case hookResume = "hook_resume"
    case newNoSpam = "new_nospam"
    case clockConfirm = "clock_confirm"

    /// The scope that an authorization needs for it.
    public var scope: Scope {
      switch self {
      case .contactAdd, .contactAccept, .contactBlock, .contactRemove, .contactRemoveNeverSeen,
        .contactNote, .contactPublicStatus:
        .contacts
      case .send: .send
      case .inboxLabel, .inboxClose, .inboxReopen, .inboxErase, .inboxMarkRead: .inbox
      case .hookResume: .hooks
      case .newNoSpam: .key
      case .clockConfirm: .clock
      }
    }
  }

  public var name: Name {
    switch self {
    case .contactAdd: .contactAdd
    case .contactAccept: .contactAccept
    case .contactBlock: .contactBlock
    case .contactRemove: .contactRemove
    case .contactRemoveNeverSeen: .contactRemoveNeverSeen
    case .contactNote: .contactNote
    case .contactPublicStatus: .contactPublicStatus
    case .send: .send
    case .inboxLabel: .inboxLabel
    case .inboxClose: .inboxClose
    case .inboxReopen: .inboxReopen
    case .inboxErase: .inboxErase
    case .inboxMarkRead: .inboxMarkRead
    case .hookResume: .hookResume
    case .newNoSpam: .newNoSpam
    case .clockConfirm: .clockConfirm
    }
  }

  /// Whether a home is created for it: to add a contact is to give it an identity that it can add.
  public var makesHome: Bool { name == .contactAdd }
}

/// A contact as a person names it: codename, 64 hex digits of the key, or a Tox ID.
public struct ContactReference: Hashable, Sendable {
  public var text: String
  public init(_ text: String) { self.text = text }
}
