public import GatewayCore

/// What one receiver, and all of them together, may take of us.
public struct CourierLimits: Hashable, Sendable {
  /// Milliseconds until a connection stands, TLS included.
  public var connectTimeout: Int
  /// Milliseconds for the whole transfer; a receiver that drips is cut off here.
  public var totalTimeout: Int
  /// Bytes of the answer's header, and again of its body, that are read before we hang up.
  public var responseBytesMax: Int
  /// Transfers under way at once; the others wait, and their time-outs have not begun.
  public var transfersMax: Int
  /// The same for one webhook, so that a slow one leaves room for the others.
  public var transfersPerWebhookMax: Int

  /// Far more than the webhooks of one bot use: each has 8 unless its owner gives it more. A
  /// transfer takes one descriptor.
  public static let transfersStandard = 256

  public init(
    connectTimeout: Int = 10_000, totalTimeout: Int = 30_000, responseBytesMax: Int = 65_536,
    transfersMax: Int = Self.transfersStandard,
    transfersPerWebhookMax: Int = LaneSettings.concurrencyMax
  ) {
    self.connectTimeout = connectTimeout
    self.totalTimeout = totalTimeout
    self.responseBytesMax = responseBytesMax
    self.transfersMax = transfersMax
    self.transfersPerWebhookMax = transfersPerWebhookMax
  }
}
