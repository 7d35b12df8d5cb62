/// Something that changes a bot or its home, whatever transport it comes through.
public enum Command: Hashable, Sendable {
  case contactAdd(address: String, message: String)
  case contactAccept(ContactReference)
  case contactBlock(ContactReference)
  case contactRemove(ContactReference)
  /// All that asked, were accepted and never came online; answers when they are forgotten.
  case contactRemoveNeverSeen
  /// The owner's private remark.
  case contactNote(ContactReference, note: String?)
  /// What the contact may be told.
  case contactPublicStatus(ContactReference, status: String?)
  /// Answers when the receipt came, or with `keep` at once. Either way the text is in the inbox.
  case send(ContactReference, text: String, kind: InboundMessage.Kind = .text, keep: Bool)
  case inboxLabel(messages: [Int64], label: String?)
  case inboxClose(messages: [Int64])
  case inboxReopen(messages: [Int64])
  case inboxErase(messages: [Int64])
  /// A person was shown them whole.
  case inboxMarkRead(messages: [Int64])
  /// Sends what waits for a webhook, also one that is paused.
  case hookResume(String)
  /// A new nospam; answers with the new Tox ID.
  case newNoSpam
  /// The machine's clock is right, whatever it was before.
  case clockConfirm
}

extension Command {
  /// How the command is called in JSON.
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

    /// What an authorization must include for it.
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

  /// Whether a home is made for it: who adds a contact gives the other side an identity to add.
  public var makesHome: Bool { name == .contactAdd }
}

/// How a person names a contact: codename, 64 hex digits of the key, or a Tox ID.
public struct ContactReference: Hashable, Sendable {
  public var text: String
  public init(_ text: String) { self.text = text }
}
