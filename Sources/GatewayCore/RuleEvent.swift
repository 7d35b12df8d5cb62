/// An event that a rule may handle.
public enum RuleEvent: Hashable, Sendable {
  /// A stranger asks to become a contact; `text` is the request's message.
  case contactRequest(Contact, text: String)
  /// A contact was accepted, by policy, by a rule or by the owner: `on("contact", …)`.
  case contact(Contact)
  /// A contact came online or went offline: `on("online", …)`, `on("offline", …)`.
  case presence(Contact, isOnline: Bool)
  /// A message: commands first, then `on("message", …)`.
  case message(InboundMessage)
  /// A contact calls, offers a file or invites to a group: `on("call", …)`, `on("file", …)`,
  /// `on("invitation", …)`.
  case offer(Contact, ContactOffer)
  /// A contact offers a file that the bot may take: `on("file", …)`.
  case file(FileItem, Contact)
  /// A file is whole: `on("file_done", …)` for one of a contact, `on("file_sent", …)` for ours.
  case fileDone(FileItem, Contact)
  /// A transfer ended before its file was whole: `on("file_failed", …)`.
  case fileFailed(FileItem, Contact, FileFailure)
  /// A timer that a rule set earlier: `on("timer", …)`.
  case timer(RuleTimer)
  /// A time of `every(…)` or `at(…)` came.
  case schedule(ScheduledRun)
  /// A contact answered a question, or did not in time: `on("confirm", "name", …)`.
  case confirmation(ConfirmationResult)
  /// A request to a hook, whose sender has proven itself: `hook("name", …)`.
  case hook(HookRequest)
  /// A conversation has stayed as it is for too long: `on("deadline", …)`.
  case deadline(DeadlineNotice)
  /// A limit stops one contact, or all contacts: `on("limit", …)`.
  case limit(LimitNotice)

  /// The contact that it is about.
  public var contact: ContactKey? {
    switch self {
    case .contactRequest(let contact, _), .contact(let contact), .presence(let contact, _),
      .offer(let contact, _), .file(_, let contact), .fileDone(_, let contact),
      .fileFailed(_, let contact, _):
      contact.key
    case .message(let message): message.contact.key
    case .timer(let timer): timer.contact?.key
    case .schedule, .hook: nil
    case .confirmation(let result): result.contact.key
    case .deadline(let notice): notice.contact.key
    case .limit(let notice): notice.contact?.key
    }
  }
}

/// One message from a contact.
public struct InboundMessage: Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case text
    /// "/me …"
    case action
  }

  /// The identifier under which the message is stored and forwarded; unique, in order of arrival.
  public var id: MessageID
  public var contact: Contact
  public var kind: Kind
  public var text: String
  public var receivedAt: UnixMilliseconds
  /// When it was written, if the sender's client says so; the sender may claim any time.
  public var sentAt: UnixMilliseconds?
  /// Whether it is the text of the contact's request.
  public var isRequest: Bool
  /// What a repetition of it is recognized by; nil where nothing else can be taken for it: its
  /// client gave it an id, or it came with the contact's request.
  public var fingerprint: Fingerprint?
  /// How its text is encrypted that its writer has encrypted.
  public var encryption: TextEncryption?

  public init(
    id: MessageID, contact: Contact, kind: Kind, text: String, receivedAt: UnixMilliseconds,
    sentAt: UnixMilliseconds? = nil, isRequest: Bool = false, fingerprint: Fingerprint? = nil
  ) {
    self.id = id
    self.contact = contact
    self.kind = kind
    self.text = text
    self.receivedAt = receivedAt
    self.sentAt = sentAt
    self.isRequest = isRequest
    self.fingerprint = fingerprint
    encryption = TextEncryption(of: text)
  }
}

/// The number of a stored message.
public struct MessageID: Hashable, Sendable, Comparable {
  public var rawValue: Int64
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A timer that a rule asked for; a new one with the same contact and name replaces the old one.
public struct RuleTimer: Hashable, Sendable {
  public var name: String
  public var contact: Contact?
  public var payload: String

  public init(name: String, contact: Contact?, payload: String) {
    self.name = name
    self.contact = contact
    self.payload = payload
  }
}
