/// One attempt: what is sent to the receiver of one webhook.
public struct WebhookRequest: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case http(HTTPContent)
    case mail(MailContent)
    case mqtt(MQTTContent)
    /// Connects, over TLS where the URL says so, and sends nothing.
    case nothing
  }

  /// The webhook's name: requests with the same name share the courier's resources for one webhook.
  public var webhook: String
  /// May contain a secret, so it is never logged.
  public var url: String
  public var content: Content
  /// PEM of the authorities that may issue the receiver's certificate; nil: those of the system.
  public var certificates: [UInt8]?
  /// The certificate that is shown to a receiver which asks for one.
  public var clientCertificate: ClientCertificate?
  /// Where it may go beside public addresses.
  public var allowed = AllowedAddresses()
  /// Whether what is said is told with the result.
  public var isTraced = false
  /// Milliseconds for the whole transfer; nil: the courier's default.
  public var timeout: Int?
  /// Requests of its webhook that may be under way at one time, this one included; nil: the
  /// courier's default.
  public var concurrency: Int?

  public init(
    webhook: String, url: String, content: Content, certificates: [UInt8]? = nil,
    timeout: Int? = nil
  ) {
    self.certificates = certificates
    self.timeout = timeout
    self.webhook = webhook
    self.url = url
    self.content = content
  }

  /// A request to a webhook's receiver.
  ///
  /// - Parameter url: nil: the webhook's own.
  public init(to webhook: Webhook, url: String? = nil, _ content: Content) {
    self.webhook = webhook.name
    self.url = url ?? webhook.url
    self.content = content
    certificates = webhook.certificates
    clientCertificate = webhook.clientCertificate
    allowed = webhook.allowed
    timeout = webhook.timeout
    concurrency = webhook.lane.concurrency
  }

  /// A POST of a delivery's body to its webhook.
  public init(_ delivery: Delivery, to webhook: Webhook, headers: [HeaderField]) {
    self.init(
      to: webhook, .http(HTTPContent(headers: headers, body: Array(delivery.body.utf8))))
  }

  /// What is sent where it is sent by HTTP.
  public var http: HTTPContent? { if case .http(let content) = content { content } else { nil } }
}
