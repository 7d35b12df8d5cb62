/// An event that a webhook is told of, before any format renders it.
///
/// It contains only what may leave the machine: no contact's key unless the rule added it, and for
/// a notice neither content nor identity.
public struct WebhookEvent: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A message that a rule forwards, and the data that the rule adds to it.
    case message(Message, extra: JSONValue?)
    /// Notes that something arrived.
    case notice
  }

  /// A forwarded message.
  public struct Message: Hashable, Sendable {
    public var id: MessageID
    public var sender: Sender
    public var kind: InboundMessage.Kind
    public var text: String
    public var receivedAt: UnixMilliseconds
    /// When it was written, if the sender's client says so.
    public var sentAt: UnixMilliseconds?
    /// Whether it came with a contact request.
    public var isRequest: Bool

    public init(_ message: InboundMessage) {
      id = message.id
      sender = Sender(message.contact)
      kind = message.kind
      text = message.text
      receivedAt = message.receivedAt
      sentAt = message.sentAt
      isRequest = message.isRequest
    }
  }

  /// A contact as shown to a receiver.
  public struct Sender: Hashable, Sendable {
    public var codename: Codename
    /// The name that the contact gave itself; may be empty.
    public var name: String
    public var publicStatus: String?

    public init(_ contact: Contact) {
      codename = contact.codename
      name = contact.name
      publicStatus = contact.publicStatus
    }
  }

  /// When it happened; for a notice, rounded to the hour.
  public let time: UnixMilliseconds
  public let content: Content

  private init(time: UnixMilliseconds, content: Content) {
    self.time = time
    self.content = content
  }

  /// - Parameters:
  ///   - extra: data that the rule adds.
  ///   - time: when the rule ran.
  public static func message(
    _ message: InboundMessage, extra: JSONValue? = nil, at time: UnixMilliseconds
  ) -> WebhookEvent {
    WebhookEvent(time: time, content: .message(Message(message), extra: extra))
  }

  /// - Parameter time: rounded to its hour, so that it does not tell which message caused the
  ///   notice.
  public static func notice(at time: UnixMilliseconds) -> WebhookEvent {
    WebhookEvent(
      time: UnixMilliseconds(time.rawValue - time.rawValue % 3_600_000), content: .notice)
  }

  public var isNotice: Bool { if case .notice = content { true } else { false } }

  /// Bytes of its texts; a rule's data counts as JSON.
  public var textBytes: Int {
    guard case .message(let message, let extra) = content else { return 0 }
    return message.text.utf8.count + message.sender.name.utf8.count
      + (message.sender.publicStatus?.utf8.count ?? 0) + (extra?.byteCount ?? 0)
  }

  /// Whether its JSON has at most this many bytes.
  public func fits(in bytesMax: Int) -> Bool {
    // A byte of a text takes six at most; all names and times are less than a kilobyte.
    textBytes * 6 + 1_024 <= bytesMax || json.byteCount <= bytesMax
  }
}

extension WebhookEvent {
  /// The event as `Webhooks.md` describes it to receivers: members may be appended, and nothing
  /// else may change.
  public var json: JSONValue {
    .object([
      .init("type", .string(type)), .init("timestamp", .string(time.rfc3339)), .init("data", data),
    ])
  }

  private var type: String {
    switch content {
    case .message: "message"
    case .notice: "notice"
    }
  }

  private var data: JSONValue {
    guard case .message(let message, let extra) = content else { return .object([]) }
    var members = message.members
    if let extra { members.append(.init("extra", extra)) }
    return .object(members)
  }
}

extension WebhookEvent.Message {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("id", .integer(id.rawValue)), .init("contact", sender.json),
      .init("kind", .string(kind.rawValue)), .init("text", .string(text)),
      .init("time", .string(receivedAt.rfc3339)),
    ]
    if let sentAt { members.append(.init("sent_at", .string(sentAt.rfc3339))) }
    if isRequest { members.append(.init("is_request", .boolean(true))) }
    return members
  }
}

extension WebhookEvent.Sender {
  fileprivate var json: JSONValue {
    .object([
      .init("codename", .string(codename.text)), .init("name", .string(name)),
      .init("public_status", publicStatus.map(JSONValue.string) ?? .null),
    ])
  }
}
