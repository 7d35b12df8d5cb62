/// One POST to one webhook.
public struct WebhookRequest: Hashable, Sendable {
  /// The webhook's name: requests of one name share what the courier has for one webhook.
  public var webhook: String
  /// "http:" or "https:"; may hold a secret, so it is never logged.
  public var url: String
  public var headers: [HeaderField]
  public var body: [UInt8]
  /// PEM of the authorities that the receiver's certificate may come from; nil: the system's.
  public var certificates: [UInt8]?
  /// Milliseconds for the whole transfer; nil: as the courier has it.
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

  /// The body of a delivery in a POST to its webhook.
  public init(_ delivery: Delivery, to webhook: Webhook, headers: [HeaderField]) {
    self.init(
      webhook: webhook.name, url: webhook.url, headers: headers, body: Array(delivery.body.utf8),
      certificates: webhook.certificates, timeout: webhook.timeout)
  }
}

/// One line of a request's header.
public struct HeaderField: Hashable, Sendable {
  public let name: String
  public let value: String

  /// Control characters become spaces: one of them could begin a second line.
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
