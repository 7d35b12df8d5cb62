import GatewayCore

/// Settings of what a webhook is sent.
extension RuleAPI {
  static let payloadOptions = ["send", "contact"]

  static func naming(
    _ options: Options, of owner: String, _ send: Webhook.Content
  ) throws(HostError) -> Webhook.Naming? {
    let naming = try options.choice("contact", Webhook.Naming.self)
    guard naming == nil || send != .notice else {
      throw HostError("contact of \(owner) says nothing, since a notice names no contact")
    }
    return naming
  }
}
