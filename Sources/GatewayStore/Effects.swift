import GRDB
public import GatewayCore

/// What the store cannot know by itself when it applies effects.
public struct EffectContext {
  public var now: UnixMilliseconds
  /// UTF-8 bytes of one outgoing message packet.
  public var partBytesMax: Int
  /// Makes a fresh "msg_…" from random bytes.
  public var makeWebhookID: () -> String
  /// Seals the text of a kept message, where the bot's inbox is sealed.
  public var seal: (String) -> MessageContent

  public init(
    now: UnixMilliseconds, partBytesMax: Int, makeWebhookID: @escaping () -> String,
    seal: @escaping (String) -> MessageContent = { .plain($0) }
  ) {
    self.now = now
    self.partBytesMax = partBytesMax
    self.makeWebhookID = makeWebhookID
    self.seal = seal
  }
}

/// What is to be done after the commit, collected over a batch.
public struct Aftermath: Sendable {
  public enum ContactChange: Hashable, Sendable {
    case accepted(ContactKey)
    case blocked(ContactKey)
    case removed(ContactKey)
  }

  /// Real changes only, in order: accepting an accepted contact is none.
  public var contactChanges: [ContactChange] = []
  /// Those whose outbox grew.
  public var contactsWithReplies: Set<ContactKey> = []
  public var hasDeliveries = false
  public var hasTimers = false
  public var logLines: [String] = []
  /// Who is to see us typing, or no longer.
  public var typing: [(contact: ContactKey, isTyping: Bool)] = []

  public init() {}
}

extension StoreTransaction {
  /// Applies what a rule asked for on one event. What concerns a contact that is no longer there is
  /// let go: another effect removed it.
  ///
  /// - Parameter message: the event's message, if it was one: it is stored and counted, and `keep`
  ///   puts it into the inbox.
  public func apply(
    _ outcome: RuleOutcome, of message: InboundMessage?, in context: EffectContext,
    to aftermath: inout Aftermath
  ) throws(StoreError) {
    if let message {
      try count(message)
      try store(
        message, content: context.seal(message.text), inInbox: outcome.effects.contains(.keep))
    }
    for effect in outcome.effects {
      try apply(effect, of: message, in: context, to: &aftermath)
    }
    if let failure = outcome.failure {
      try record(failure, of: message?.id, now: context.now)
    }
  }

  private func apply(
    _ effect: Effect, of message: InboundMessage?, in context: EffectContext,
    to aftermath: inout Aftermath
  ) throws(StoreError) {
    switch effect {
    case .reply(let contact, let text, let kind):
      let parts = try enqueue(
        text, kind: kind, to: contact, partBytesMax: context.partBytesMax, now: context.now)
      if !parts.isEmpty {
        try storeAnswer(to: contact, kind: kind, content: context.seal(text), now: context.now)
        aftermath.contactsWithReplies.insert(contact)
      }
    case .forward(let webhook, let body, let contact):
      try enqueueDelivery(
        to: webhook, webhookID: context.makeWebhookID(), body: body, contact: contact,
        message: message?.id, now: context.now)
      aftermath.hasDeliveries = true
    case .keep: break  // The message was stored as one of the inbox.
    case .label(let contact, let label): try setLabel(label, of: contact)
    case .typing(let contact, let isTyping): aftermath.typing.append((contact, isTyping))
    case .accept(let contact):
      if try setState(.accepted, of: contact) {
        aftermath.contactChanges.append(.accepted(contact))
      }
    case .block(let contact):
      if try setState(.blocked, of: contact) { aftermath.contactChanges.append(.blocked(contact)) }
    case .remove(let contact):
      if try removeContact(contact) { aftermath.contactChanges.append(.removed(contact)) }
    case .store(let key, let value): try setValue(value, forKey: key)
    case .timer(let name, let contact, let delay, let payload):
      try setTimer(
        name, contact: contact, due: context.now.advanced(byMilliseconds: delay), payload: payload)
      aftermath.hasTimers = true
    case .cancelTimer(let name, let contact): try cancelTimer(name, contact: contact)
    case .log(let line): aftermath.logLines.append(line)
    }
  }
}
