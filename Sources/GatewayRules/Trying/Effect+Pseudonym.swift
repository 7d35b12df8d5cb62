import GatewayCore

extension Effect {
  /// The same with a pseudonym of the contact, where its receiver is told of one.
  var withPseudonym: Effect {
    func identified(
      _ event: WebhookEvent, at webhook: String, _ contact: ContactKey
    ) -> WebhookEvent {
      var event = event
      let hash = ContactKey(tryName: "\(webhook) \(contact.hexadecimal)").bytes
      event.identify(contact: Pseudonym(hash: hash))
      return event
    }
    switch self {
    case .deliver(let event, let webhook, let contact?):
      return .deliver(identified(event, at: webhook, contact), to: webhook, contact: contact)
    case .ask(let event, let webhook, let contact, let terms):
      return .ask(identified(event, at: webhook, contact), of: webhook, contact: contact, terms)
    default: return self
    }
  }
}
