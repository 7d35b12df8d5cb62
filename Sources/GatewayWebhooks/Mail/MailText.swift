import GatewayCore

extension WebhookEvent {
  /// The body of a mail: plain text, each line that a person wrote behind "> ".
  var mailText: String {
    let parts = TextLayout(limit: .max, unit: .utf8, escape: .none).parts(of: EventText(self))
    return parts.map(\.whole).joined(separator: "\n") + "\n"
  }
}
