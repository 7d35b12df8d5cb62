/// An event that a webhook is told of, before any format renders it.
///
/// It contains only what may leave the machine: of a contact what its webhook calls it by, and for
/// a notice neither content nor identity.
public struct WebhookEvent: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A message that a rule forwards, and the data that the rule adds to it.
    case message(Message, extra: JSONValue?)
    /// A message by its number alone, and its sender.
    case reference(MessageID, Sender)
    /// Notes that something arrived.
    case notice
    /// Another webhook is away, or back.
    case outage(WebhookOutage)
    /// A request to a hook that a rule forwards.
    case hook(Hook)
    /// A file that a rule forwards, and the data that the rule adds to it.
    case file(File, extra: JSONValue?)
  }

  /// A request to a hook as a webhook is told of it.
  public struct Hook: Hashable, Sendable {
    /// The hook's name.
    public var name: String
    /// By what its sender would repeat it.
    public var id: String?
    /// What the rule says of it.
    public var text: String?
    /// Data that the rule adds.
    public var extra: JSONValue?
  }

  /// A forwarded message.
  public struct Message: Hashable, Sendable {
    public var id: MessageID
    public var sender: Sender
    public var kind: InboundMessage.Kind
    public var text: String
    public var receivedAt: UnixMilliseconds
    /// When it was written, if the sender's client says so and the receiver is told.
    public var sentAt: UnixMilliseconds?
    /// Whether it came with a contact request.
    public var isRequest: Bool
  }

  /// A contact as shown to a receiver.
  public struct Sender: Hashable, Sendable {
    /// What a contact says of itself, and may be told of itself.
    public struct Profile: Hashable, Sendable {
      /// The name that the contact gave itself; may be empty.
      public var name: String
      public var publicStatus: String?
    }

    /// Identifies it to this receiver alone; nil until it is computed.
    public fileprivate(set) var pseudonym: Pseudonym?
    public var codename: Codename?
    public var key: ContactKey?
    public var profile: Profile?

    /// What people are shown of it: the codename, or the first digits of the pseudonym.
    public var shownName: String {
      codename?.text ?? pseudonym.map { String($0.text.prefix(8)) } ?? "a contact"
    }
  }

  /// When it happened; for a notice, rounded to the hour.
  public let time: UnixMilliseconds
  public private(set) var content: Content
  /// Of a notice that leaves at fixed times.
  public private(set) var scheduled: ScheduledNotice?
  /// Until when an answer becomes a reply; nil where none is asked for.
  public var answerBy: UnixMilliseconds?

  init(time: UnixMilliseconds, content: Content) {
    self.time = time
    self.content = content
  }

  /// As much of a message as a webhook is sent.
  ///
  /// - Parameters:
  ///   - extra: data that the rule adds.
  ///   - time: when the rule ran.
  public init(
    of message: InboundMessage, extra: JSONValue? = nil, for webhook: Webhook,
    at time: UnixMilliseconds
  ) {
    let sender = Sender(message.contact, naming: webhook.contact)
    switch webhook.send {
    case .full, .sealed: self = .message(message, extra: extra, naming: webhook.contact, at: time)
    case .message:
      var said = Message(message, from: sender)
      said.sentAt = nil
      self.init(time: time, content: .message(said, extra: nil))
    case .thin: self.init(time: time, content: .reference(message.id, sender))
    case .notice: self = .notice(at: time)
    }
  }

  /// All of a message.
  ///
  /// - Parameters:
  ///   - extra: data that the rule adds.
  ///   - naming: with the pseudonym alone, what the contact says of itself is left out too.
  ///   - time: when the rule ran.
  public static func message(
    _ message: InboundMessage, extra: JSONValue? = nil, naming: Webhook.Naming = .codename,
    at time: UnixMilliseconds
  ) -> WebhookEvent {
    var sender = Sender(message.contact, naming: naming)
    if naming != .pseudonym { sender.profile = Sender.Profile(message.contact) }
    return WebhookEvent(
      time: time, content: .message(Message(message, from: sender), extra: extra))
  }

  /// - Parameter time: rounded to its hour, so that it does not tell which message caused the
  ///   notice.
  public static func notice(at time: UnixMilliseconds) -> WebhookEvent {
    WebhookEvent(
      time: UnixMilliseconds(time.rawValue - time.rawValue % 3_600_000), content: .notice)
  }

  /// A notice that leaves at a fixed time.
  ///
  /// - Parameter count: how much came since the last one.
  public static func notice(
    at time: UnixMilliseconds, by schedule: NoticeSchedule, count: Int
  ) -> WebhookEvent {
    var event = WebhookEvent(time: time, content: .notice)
    event.scheduled = ScheduledNotice(
      isConstant: schedule.isConstant, count: schedule.counted(count))
    return event
  }

  public struct ScheduledNotice: Hashable, Sendable {
    /// Whether it leaves also where nothing came: then it does not say that something did.
    public var isConstant: Bool
    /// Four digits, rounded up; nil: not told.
    public var count: String?
  }

  /// As much of a request to a hook as a webhook is sent.
  ///
  /// - Parameters:
  ///   - text: what the rule says of it.
  ///   - extra: data that the rule adds.
  ///   - time: when the rule ran.
  public init(
    of request: HookRequest, text: String?, extra: JSONValue?, for webhook: Webhook,
    at time: UnixMilliseconds
  ) {
    switch webhook.send {
    case .notice: self = .notice(at: time)
    case .thin:
      self.init(time: time, content: .hook(Hook(name: request.hook, id: request.id)))
    case .message:
      self.init(time: time, content: .hook(Hook(name: request.hook, id: request.id, text: text)))
    case .full, .sealed:
      self.init(
        time: time,
        content: .hook(Hook(name: request.hook, id: request.id, text: text, extra: extra)))
    }
  }

  public static func outage(
    _ outage: WebhookOutage, at time: UnixMilliseconds
  ) -> WebhookEvent {
    WebhookEvent(time: time, content: .outage(outage))
  }

  public var isNotice: Bool { if case .notice = content { true } else { false } }

  /// Adds the pseudonym by which the receiver knows the contact. A notice names none.
  public mutating func identify(contact pseudonym: Pseudonym) {
    switch content {
    case .message(var message, let extra):
      message.sender.pseudonym = pseudonym
      content = .message(message, extra: extra)
    case .reference(let id, var sender):
      sender.pseudonym = pseudonym
      content = .reference(id, sender)
    case .file(var file, let extra):
      file.sender.pseudonym = pseudonym
      content = .file(file, extra: extra)
    case .notice, .outage, .hook: break
    }
  }

  /// Bytes of its texts; a rule's data counts as JSON.
  public var textBytes: Int {
    if case .hook(let hook) = content {
      return hook.name.utf8.count + (hook.id?.utf8.count ?? 0) + (hook.text?.utf8.count ?? 0)
        + (hook.extra?.byteCount ?? 0)
    }
    if case .file(let file, let extra) = content {
      return file.textBytes + (extra?.byteCount ?? 0)
    }
    guard case .message(let message, let extra) = content else { return 0 }
    let profile = message.sender.profile
    return message.text.utf8.count + (profile?.name.utf8.count ?? 0)
      + (profile?.publicStatus?.utf8.count ?? 0) + (extra?.byteCount ?? 0)
  }

  /// Whether its JSON has at most this many bytes.
  public func fits(in bytesMax: Int) -> Bool {
    // A byte of a text takes six at most; all names and times are less than a kilobyte.
    textBytes * 6 + 1_024 <= bytesMax || json.utf8.count <= bytesMax
  }
}

extension WebhookEvent.Message {
  fileprivate init(_ message: InboundMessage, from sender: WebhookEvent.Sender) {
    id = message.id
    self.sender = sender
    kind = message.kind
    text = message.text
    receivedAt = message.receivedAt
    sentAt = message.sentAt
    isRequest = message.isRequest
  }
}

extension WebhookEvent.Sender {
  init(_ contact: Contact, naming: Webhook.Naming) {
    codename = naming == .pseudonym ? nil : contact.codename
    key = naming == .key ? contact.key : nil
  }
}

extension WebhookEvent.Sender.Profile {
  init(_ contact: Contact) {
    name = contact.name
    publicStatus = contact.publicStatus
  }
}
