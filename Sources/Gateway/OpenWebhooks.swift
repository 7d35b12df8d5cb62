import GatewayCore
import GatewayWebhooks

extension BotConfiguration {
  /// A warning for each webhook whose messages can be read in transit; without its address.
  func openWebhookWarnings(in profile: NetworkProfile) -> [String] {
    webhooks.filter(\.isReadableOnItsWay).map { webhook in
      let reader = profile == .tor ? "the Tor exit reads" : "each network on the way reads"
      return "webhook \"\(webhook.name)\" sends whole messages over plain http: \(reader) them and"
        + " may change them; use https, or send = \"notice\""
    }
  }
}

extension Webhook {
  /// Whether messages leave the machine as plain text. An invalid url fails elsewhere.
  fileprivate var isReadableOnItsWay: Bool {
    guard [.full, .message].contains(send), let address = ReceiverAddress(url: url) else {
      return false
    }
    return !address.isEncrypted && !address.isLoopback
  }
}
