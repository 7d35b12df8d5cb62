import GatewayCore

extension WebhookEvent {
  /// The body of a mail, plain text: nothing in it is markup. The first line is ours.
  var mailText: String {
    switch content {
    case .message(let message, let extra): message.mailText(extra: extra)
    case .reference(let id, let sender): "\(sender.shownName) wrote message \(id.rawValue).\n"
    case .notice: "A message arrived.\n"
    }
  }
}

extension WebhookEvent.Message {
  fileprivate func mailText(extra: JSONValue?) -> String {
    let name = sender.profile.map(\.name.shownInLine) ?? ""
    let shown = name.isEmpty ? "" : " (\(name))"
    let verb = kind == .action ? "does this" : "wrote"
    var text = "\(sender.shownName)\(shown) \(verb):\n\n\(self.text.shownAsLines())\n\n"
    text += "Message \(id.rawValue), \(receivedAt.rfc3339)\n"
    if isRequest { text += "It came with a contact request.\n" }
    if let extra { text += "\(extra.text)\n" }
    return text
  }
}
