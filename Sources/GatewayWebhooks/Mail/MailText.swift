import GatewayCore

extension WebhookEvent {
  /// The body of a mail, plain text: nothing in it is markup. The first line is ours.
  var mailText: String {
    guard case .message(let message, let extra) = content else { return "A message arrived.\n" }
    let sender = message.sender
    let name = sender.name.isEmpty ? "" : " (\(sender.name.shownInLine))"
    let verb = message.kind == .action ? "does this" : "wrote"
    var text = "\(sender.codename.text)\(name) \(verb):\n\n\(message.text.shownAsLines())\n\n"
    text += "Message \(message.id.rawValue), \(message.receivedAt.rfc3339)\n"
    if message.isRequest { text += "It came with a contact request.\n" }
    if let extra { text += "\(extra.text)\n" }
    return text
  }
}
