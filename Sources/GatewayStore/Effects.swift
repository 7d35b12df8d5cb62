import GRDB
public import GatewayCore

/// What the store cannot know by itself when it applies effects.
public struct EffectContext {
  public var now: UnixMilliseconds
  /// UTF-8 bytes of one outgoing message packet.
  public var partBytesMax: Int
  /// Makes the deliveries by which a webhook is told of an event.
  public var deliveries:
    (_ event: WebhookEvent, _ webhook: String, _ contact: ContactKey?) -> [NewDelivery]

  /// Tells a repetition of a message without its text.
  public var fingerprint: Fingerprinting

  public init(
    now: UnixMilliseconds, partBytesMax: Int, fingerprint: @escaping Fingerprinting,
    deliveries:
      @escaping (_ event: WebhookEvent, _ webhook: String, _ contact: ContactKey?) -> [NewDelivery]
  ) {
    self.now = now
    self.partBytesMax = partBytesMax
    self.fingerprint = fingerprint
    self.deliveries = deliveries
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
  /// What was put into the outbox, in order. The caller lets the transaction `hold` them.
  public var answers: [OutboxMessage] = []
  /// Deliveries that are to be held in memory, where there was no room for them.
  public var droppedDeliveries = 0
  public var logLines: [String] = []
  /// What went with contacts that a rule removed.
  public var forgotten = Forgotten()
  /// Who is to see us typing, or no longer.
  public var typing: [(contact: ContactKey, isTyping: Bool)] = []

  public init() {}
}

extension RuleOutcome {
  fileprivate var keepsMessage: Bool {
    effects.contains { effect in if case .keep = effect { true } else { false } }
  }
}

extension StoreTransaction {
  /// Applies what a rule asked for on one event. What concerns a contact that is no longer there is
  /// let go: another effect removed it.
  ///
  /// - Parameters:
  ///   - message: the event's message, if it was one: it is counted and stored, and `keep` puts it
  ///     into the inbox.
  ///   - contact: whom the event is about, where it is no message.
  public func apply(
    _ outcome: RuleOutcome, of message: InboundMessage?, about contact: ContactKey? = nil,
    in context: EffectContext, to aftermath: inout Aftermath
  ) throws(StoreError) {
    if let message {
      try count(message)
      try store(
        message, inInbox: outcome.keepsMessage, fingerprint: context.fingerprint)
    }
    for effect in outcome.effects {
      try apply(effect, of: message, in: context, to: &aftermath)
    }
    if let failure = outcome.failure {
      try record(
        failure, of: message?.id, about: message?.contact.key ?? contact, now: context.now)
    }
  }

  private func apply(
    _ effect: Effect, of message: InboundMessage?, in context: EffectContext,
    to aftermath: inout Aftermath
  ) throws(StoreError) {
    switch effect {
    case .reply(let contact, let text, let kind):
      guard !text.isEmpty, try batchContact(contact) != nil else { return }
      let answer = try storeAnswer(
        text, kind: kind, to: contact, answers: message?.id, now: context.now)
      aftermath.answers += try enqueue(
        text, kind: kind, to: contact, of: answer, partBytesMax: context.partBytesMax,
        now: context.now)
    case .deliver(let event, let webhook, let contact):
      for delivery in context.deliveries(event, webhook, contact) {
        if event.isNotice {
          try oweNotice(delivery, now: context.now, to: &aftermath)
        } else {
          try owe(delivery, of: message?.id, now: context.now, to: &aftermath)
        }
      }
    case .keep: break  // The message was stored as one of the inbox.
    case .note(let contact, let note): try setNote(note, of: contact)
    case .publicStatus(let contact, let status): try setPublicStatus(status, of: contact)
    case .typing(let contact, let isTyping): aftermath.typing.append((contact, isTyping))
    case .accept(let contact):
      if try setState(.accepted, of: contact, isByPolicy: true) {
        aftermath.contactChanges.append(.accepted(contact))
      }
    case .block(let contact):
      if try setState(.blocked, of: contact, isByPolicy: true) {
        aftermath.contactChanges.append(.blocked(contact))
      }
    case .remove(let contact):
      let forgotten = try forget(contact: contact, now: context.now)
      guard forgotten.contacts > 0 else { return }
      aftermath.contactChanges.append(.removed(contact))
      aftermath.forgotten += forgotten
    case .store(let key, let value):
      if let value { countBytes(key.utf8.count + value.utf8.count) }
      try setValue(value, forKey: key)
    case .timer(let name, let contact, let delay, let payload):
      countBytes(name.utf8.count + payload.utf8.count)
      try setTimer(
        name, contact: contact, delay: delay, payload: payload, now: context.now)
    case .cancelTimer(let name, let contact): try cancelTimer(name, contact: contact)
    case .log(let line): aftermath.logLines.append(line)
    }
  }

  private func owe(
    _ delivery: NewDelivery, of message: MessageID?, now: UnixMilliseconds,
    to aftermath: inout Aftermath
  ) throws(StoreError) {
    countBytes(delivery.body.utf8.count)
    // What would be delivered of a contact that another effect removed is forgotten with it.
    if let contact = delivery.contact, try batchContact(contact) == nil { return }
    guard vault.writes(.deliveryBody) else { return hold(delivery, now: now, to: &aftermath) }
    try enqueue(delivery, of: message, now: now)
  }

  private func hold(
    _ delivery: NewDelivery, now: UnixMilliseconds, to aftermath: inout Aftermath
  ) {
    if !cache.held.deliveries.add(delivery, now: now) { aftermath.droppedDeliveries += 1 }
  }

  /// It belongs to no contact and no message: nothing in it is theirs, and its row shall not say
  /// whose message it was about.
  private func oweNotice(
    _ notice: NewDelivery, now: UnixMilliseconds, to aftermath: inout Aftermath
  ) throws(StoreError) {
    guard vault.writes(.deliveryBody) else { return hold(notice, now: now, to: &aftermath) }
    guard try !hasWaitingNotice(to: notice.webhook, now: now) else { return }
    countBytes(notice.body.utf8.count)
    try enqueue(notice, now: now)
  }
}
