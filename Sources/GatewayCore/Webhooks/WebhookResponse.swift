/// What a receiver answered to a request by HTTP.
public struct WebhookResponse: Hashable, Sendable {
  public var status: Int
  /// Seconds after which the receiver asks to be tried again.
  public var retryAfter: Int64?
  /// The target of a redirect, which may contain a secret, as the URL itself does.
  public var location: String?
  public var contentType: String?
  /// What it says of its limit: the requests that it still takes, and milliseconds until it takes
  /// more.
  public var quota: Quota?
  /// As much of the body as came, up to the courier's limit.
  public var body: [UInt8]
  /// Whether the body came to its end, or to the courier's limit; otherwise it broke off.
  public var isComplete: Bool

  public struct Quota: Hashable, Sendable {
    public var remaining: Int64
    public var resetAfter: Int64

    public init(remaining: Int64, resetAfter: Int64) {
      self.remaining = remaining
      self.resetAfter = resetAfter
    }
  }

  public init(
    status: Int, retryAfter: Int64? = nil, location: String? = nil, contentType: String? = nil,
    body: [UInt8] = [], isComplete: Bool = true
  ) {
    self.status = status
    self.retryAfter = retryAfter
    self.location = location
    self.contentType = contentType
    self.body = body
    self.isComplete = isComplete
  }

  /// What the status alone says: 2xx is success.
  public var resultByStatus: DeliveryResult {
    (200..<300).contains(status) ? .delivered(status: status) : refused()
  }

  /// Refused as the status says, also where that would be success.
  ///
  /// - Parameter seconds: a wish for a later attempt in the body; the longer one counts.
  public func refused(retryAfter seconds: Int64? = nil) -> DeliveryResult {
    let wishes = [retryAfter, seconds].compactMap(\.self)
    return .refused(status: status, retryAfter: wishes.max(), location: location)
  }
}
