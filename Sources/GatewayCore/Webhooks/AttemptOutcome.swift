/// What came of one attempt to deliver, and what is known of the exchange.
public struct AttemptOutcome: Hashable, Sendable {
  public var result: DeliveryResult
  /// What was connected to, with its port: "203.0.113.7:443". Through a proxy, which finds it, the
  /// receiver's name. nil where nothing was connected to.
  public var address: String?
  /// The beginning of the answer without the webhook's secrets, where the webhook keeps it.
  public var response: String?
  /// Milliseconds for which the receiver has no room for more.
  public var pause: Int64?

  /// Bytes of an answer that are kept.
  public static let responseBytesMax = 4_096

  public init(
    _ result: DeliveryResult, address: String? = nil, response: String? = nil, pause: Int64? = nil
  ) {
    self.result = result
    self.address = address
    self.response = response
    self.pause = pause
  }
}
