public import GatewayCore

/// What came of one request.
public enum CourierResult: Hashable, Sendable {
  /// The receiver answered; what that means is the format's to say.
  case answered(WebhookResponse)
  /// A request that sends nothing has its connection.
  case connected
  /// No answer: the fault of name, connection or TLS, or a timeout. One sentence, without the URL.
  case unreachable(String)

  /// The result for a delivery of this format.
  public func delivery(in format: some WebhookFormat) -> DeliveryResult {
    switch self {
    case .answered(let response): format.result(of: response)
    case .connected: preconditionFailure("a delivery sends something")
    case .unreachable(let sentence): .unreachable(sentence)
    }
  }
}
