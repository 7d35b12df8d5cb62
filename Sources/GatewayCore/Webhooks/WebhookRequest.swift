/// One POST to one webhook.
public struct WebhookRequest: Hashable, Sendable {
  /// The webhook's name: requests with the same name share the courier's resources for one webhook.
  public var webhook: String
  /// "http:" or "https:"; may contain a secret, so it is never logged.
  public var url: String
  public var headers: [HeaderField]
  public var body: [UInt8]
  /// PEM of the authorities that may issue the receiver's certificate; nil: those of the system.
  public var certificates: [UInt8]?
  /// Milliseconds for the whole transfer; nil: the courier's default.
  public var timeout: Int?
  /// Connects, over TLS where the URL says so, and sends nothing.
  public var connectsOnly = false

  public init(
    webhook: String, url: String, headers: [HeaderField], body: [UInt8],
    certificates: [UInt8]? = nil, timeout: Int? = nil
  ) {
    self.certificates = certificates
    self.timeout = timeout
    self.webhook = webhook
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// A POST of a delivery's body to its webhook.
  public init(_ delivery: Delivery, to webhook: Webhook, headers: [HeaderField]) {
    self.init(
      webhook: webhook.name, url: webhook.url, headers: headers, body: Array(delivery.body.utf8),
      certificates: webhook.certificates, timeout: webhook.timeout)
  }
}

/// One header field of a request.
public struct HeaderField: Hashable, Sendable {
  public let name: String
  public let value: String

  /// Control characters become spaces: one of them could begin another header field.
  public init(name: String, value: String) {
    self.name = Self.onOneLine(name)
    self.value = Self.onOneLine(value)
  }

  private static func onOneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    line.append(
      contentsOf: text.unicodeScalars.map { $0.value < 0x20 || $0 == "\u{7f}" ? " " : $0 })
    return String(line)
  }
}
