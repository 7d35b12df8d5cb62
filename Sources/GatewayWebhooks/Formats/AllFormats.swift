public import GatewayCore

extension WebhookFormats {
  /// Every format of the program, in the order in which a refusal lists them.
  public static let all = WebhookFormats([
    JSONFormat(), MailFormat(),
  ])
}
