/// The terms on which a rule asks a webhook, whose answer becomes a reply to the contact.
public struct AskTerms: Hashable, Sendable {
  /// Milliseconds to wait for an answer.
  public var timeout: Int64
  /// What the contact is told where none came; nil: nothing.
  public var fallback: String?

  /// 10 seconds.
  public static let timeoutStandard: Int64 = 10_000
  /// 1 second to 10 minutes.
  public static let timeouts: ClosedRange<Int64> = 1_000...600_000

  public init(timeout: Int64 = Self.timeoutStandard, fallback: String? = nil) {
    self.timeout = timeout
    self.fallback = fallback
  }
}

/// An ask without an answer. It ends once: with replies, or with its fallback.
public struct OpenAsk: Hashable, Sendable {
  public var delivery: DeliveryID
  public var webhook: String
  public var contact: ContactKey
  /// The message that is answered; nil where none is stored.
  public var message: MessageID?
  /// The number of attempts made.
  public var attempts: Int
  /// When the fallback is sent.
  public var due: UnixMilliseconds
  public var fallback: String?

  public init(
    delivery: DeliveryID, webhook: String, contact: ContactKey, message: MessageID?,
    attempts: Int = 0, due: UnixMilliseconds, fallback: String?
  ) {
    self.delivery = delivery
    self.webhook = webhook
    self.contact = contact
    self.message = message
    self.attempts = attempts
    self.due = due
    self.fallback = fallback
  }
}

/// Reads the body of an answer with the status 2xx.
public typealias AnswerReading =
  @Sendable (_ contentType: String?, _ body: [UInt8]) -> AskAnswer

/// What a receiver answered to an ask.
public enum AskAnswer: Hashable, Sendable {
  /// In order; none: the contact is told nothing.
  case replies([Reply])
  /// It is no answer: a clause about it, without its text.
  case unusable(String)

  public struct Reply: Hashable, Sendable {
    public var text: String
    public var kind: InboundMessage.Kind

    public init(_ text: String, kind: InboundMessage.Kind = .text) {
      self.text = text
      self.kind = kind
    }
  }

  /// Replies in one answer.
  public static let repliesMax = 16
  /// Bytes of an answer: 32 KiB.
  public static let bytesMax = 32_768
}
