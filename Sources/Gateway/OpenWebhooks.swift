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

extension BotConfiguration {
  /// A warning for each webhook whose url leads to an address that it does not allow.
  var refusedWebhookWarnings: [String] {
    webhooks.compactMap { webhook in
      ReceiverAddress(url: webhook.url)?.refusal(unless: webhook.allowed).map { refusal in
        "webhook \"\(webhook.name)\": its \(refusal.clause); deliveries wait until then"
      }
    }
  }
}

extension Webhook {
  /// Whether messages leave the machine as plain text. An invalid url fails elsewhere.
  fileprivate var isReadableOnItsWay: Bool {
    guard [.full, .message].contains(send), let address = ReceiverAddress(url: url) else {
      return false
    }
    let isOpen = !address.isEncrypted || settings.text("tls") == "none"
    return isOpen && !address.isLoopback
  }
}
