import GRDB
public import GatewayCore

/// The values that the store needs to apply effects and cannot determine itself.
public struct EffectContext {
  public var now: UnixMilliseconds
  /// UTF-8 bytes of one outgoing message packet.
  public var partBytesMax: Int
  /// A random code for a question.
  public var code: () -> ConfirmationCode
  /// Creates the deliveries that tell a webhook of an event.
  public var deliveries:
    (_ event: WebhookEvent, _ webhook: String, _ contact: ContactKey?) -> [NewDelivery]

  public init(
    now: UnixMilliseconds, partBytesMax: Int,
    code: @escaping () -> ConfirmationCode = { ConfirmationCode(number: 0) },
    deliveries:
      @escaping (_ event: WebhookEvent, _ webhook: String, _ contact: ContactKey?) -> [NewDelivery]
  ) {
    self.now = now
    self.partBytesMax = partBytesMax
    self.code = code
    self.deliveries = deliveries
  }
}

/// What rules ask for beyond the store: to be done after the commit. Collected over a batch.
public struct RuleConsequences: Sendable {
  public enum ContactChange: Hashable, Sendable {
    case accepted(ContactKey)
    case blocked(ContactKey)
    case removed(ContactKey)
  }

  /// Only actual changes, in order: accepting an accepted contact is none.
  public var contactChanges: [ContactChange] = []
  /// Messages put into the outbox, in order. The caller passes them to the transaction's `hold`.
  public var answers: [OutboxMessage] = []
  /// Deliveries to be held in memory for which there was no room.
  public var droppedDeliveries = 0
  public var logLines: [String] = []
  /// What was erased with contacts that a rule removed.
  public var forgotten = Forgotten()
  /// When the first of the asks ends that were made.
  public var askDue: UnixMilliseconds?
  /// When the first of the questions ends that were asked.
  public var confirmationDue: UnixMilliseconds?
  /// Whether a broadcast was started.
  public var startsBroadcast = false
  /// Contacts that see the bot start or stop typing.
  public var typing: [(contact: ContactKey, isTyping: Bool)] = []
  /// What is to be done with files, in order.
  public var files: [FileRequest] = []

  public init() {}

  /// Whether there is nothing to be done.
  public var isEmpty: Bool {
    contactChanges.isEmpty && answers.isEmpty && droppedDeliveries == 0 && logLines.isEmpty
      && forgotten == Forgotten() && askDue == nil && typing.isEmpty && !startsBroadcast
      && confirmationDue == nil && files.isEmpty
  }
}

/// What a rule or a person asks for with a file.
public enum FileRequest: Hashable, Sendable {
  /// Takes one that a contact offers.
  case accept(MessageID)
  /// Refuses one that a contact offers, or ends its transfer; the text tells the contact why.
  case refuse(MessageID, text: String?)
  /// Ends a transfer in either direction.
  case cancel(MessageID)
  /// Sends one that `addOutgoing` has added.
  case send(MessageID)
}

extension RuleOutcome {
  fileprivate var keepsMessage: Bool {
    effects.contains { effect in if case .keep = effect { true } else { false } }
  }
}

extension StoreTransaction {
  /// Applies what a rule asked for on one event. Effects on a contact that another effect removed
  /// are ignored.
  ///
  /// - Parameters:
  ///   - message: the event's message, if it has one: it is counted and stored, and `keep` puts it
  ///     into the inbox.
  ///   - contact: the contact that the event is about, where it is no message.
  public func apply(
    _ outcome: RuleOutcome, of message: InboundMessage?, about contact: ContactKey? = nil,
    in context: EffectContext, to consequences: inout RuleConsequences
  ) throws(StoreError) {
    if let message { try store(message, inInbox: outcome.keepsMessage) }
    for effect in outcome.effects {
      try apply(effect, of: message, in: context, to: &consequences)
    }
    if let failure = outcome.failure {
      try record(
        failure, of: message?.id, about: message?.contact.key ?? contact, now: context.now)
    }
  }

  private func apply(
    _ effect: Effect, of message: InboundMessage?, in context: EffectContext,
    to consequences: inout RuleConsequences
  ) throws(StoreError) {
    switch effect {
    case .reply(let contact, let text, let kind, let lifetime):
      try reply(
        text, kind: kind, to: contact, answers: message?.id, lifetime: lifetime, in: context,
        to: &consequences)
    case .deliver(let event, let webhook, let contact):
      for delivery in context.deliveries(event, webhook, contact) {
        if delivery.isCounted {
          try countForNotice(to: delivery.webhook)
        } else if event.isNotice {
          try storeOrHoldNotice(delivery, now: context.now, to: &consequences)
        } else {
          try storeOrHold(delivery, of: message?.id, in: context, to: &consequences)
        }
      }
    case .ask(let event, let webhook, let contact, let terms):
      guard var delivery = context.deliveries(event, webhook, contact).first else { return }
      delivery.ask = terms
      try storeOrHold(delivery, of: message?.id, in: context, to: &consequences)
    case .keep: break  // The message was stored as one of the inbox.
    case .note(let contact, let note): try setNote(note, of: contact)
    case .publicStatus(let contact, let status): try setPublicStatus(status, of: contact)
    case .label(let contact, let label, let isSet):
      countBytes(label.text.utf8.count)
      try setLabel(label, of: contact, isSet: isSet)
    case .triage(let contact, let change, let author):
      try acting(as: author) { () throws(StoreError) in
        let count = try self.change([contact], change, now: context.now)
        try record(
          "conversation_change", on: conversationNumber(of: contact), count: count,
          value: change.words, now: context.now)
      }
    case .staffNote(let contact, let text, let author):
      try acting(as: author) { () throws(StoreError) in
        guard try countNotes(on: contact) < StaffNote.countMax else { return }
        guard try addNote(text, on: contact, now: context.now) != nil else { return }
        try record(
          "note_add", on: conversationNumber(of: contact), count: nil, value: nil,
          now: context.now)
      }
    case .confirm(let contact, let confirmation):
      guard try batchContact(contact) != nil else { return }
      let code = try store(confirmation, to: contact, code: context.code, now: context.now)
      let due = context.now.advanced(byMilliseconds: confirmation.timeout)
      consequences.confirmationDue = min(consequences.confirmationDue ?? due, due)
      try reply(
        confirmation.message(code: code), kind: .text, to: contact, answers: message?.id,
        in: context, to: &consequences)
    case .broadcast(let broadcast):
      _ = try start(broadcast, now: context.now)
      consequences.startsBroadcast = true
    case .acceptFile(let id): consequences.files.append(.accept(id))
    case .refuseFile(let id, let text): consequences.files.append(.refuse(id, text: text))
    case .keepFile(let id): try keepFile(id)
    case .sendFile(let contact, let source, let name, let lifetime):
      try send(
        source, as: name, to: contact, answers: message?.id, lifetime: lifetime, in: context,
        to: &consequences)
    case .typing(let contact, let isTyping): consequences.typing.append((contact, isTyping))
    case .accept(let contact):
      if try setState(.accepted, of: contact, isByPolicy: true) {
        consequences.contactChanges.append(.accepted(contact))
      }
    case .block(let contact):
      if try setState(.blocked, of: contact, isByPolicy: true) {
        consequences.contactChanges.append(.blocked(contact))
      }
    case .remove(let contact):
      let forgotten = try forget(contact: contact, now: context.now)
      guard forgotten.contacts > 0 else { return }
      consequences.contactChanges.append(.removed(contact))
      consequences.forgotten += forgotten
    case .store(let key, let value):
      if let value { countBytes(key.utf8.count + value.utf8.count) }
      try setValue(value, forKey: key)
    case .timer(let name, let contact, let delay, let payload):
      countBytes(name.utf8.count + payload.utf8.count)
      try setTimer(
        name, contact: contact, delay: delay, payload: payload, now: context.now)
    case .cancelTimer(let name, let contact): try cancelTimer(name, contact: contact)
    case .respond: break  // Leaves after the commit.
    case .log(let line): consequences.logLines.append(line)
    }
  }

  /// Does what a rule asks for in the name of an author.
  private func acting(
    as author: Author, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    let before = self.author
    self.author = author
    defer { self.author = before }
    try body()
  }

  /// Sends a text to a contact.
  ///
  /// - Parameters:
  ///   - message: the message that it answers, if any.
  ///   - lifetime: milliseconds after which it is not sent any more, if any.
  public func reply(
    _ text: String, kind: InboundMessage.Kind, to contact: ContactKey,
    answers message: MessageID?, lifetime: Int64? = nil, in context: EffectContext,
    to consequences: inout RuleConsequences
  ) throws(StoreError) {
    guard !text.isEmpty, try batchContact(contact) != nil else { return }
    let answer = try storeAnswer(
      text, kind: kind, to: contact, answers: message, now: context.now)
    consequences.answers += try enqueue(
      text, kind: kind, to: contact, of: answer, lifetime: lifetime,
      partBytesMax: context.partBytesMax, now: context.now)
  }

  private func send(
    _ source: FileSource, as name: String?, to contact: ContactKey, answers message: MessageID?,
    lifetime: Int64?, in context: EffectContext, to consequences: inout RuleConsequences
  ) throws(StoreError) {
    let file = NewFile(
      contact: contact, name: try self.name(name, of: source), size: nil, fileID: Self.newFileID())
    let id = try addOutgoing(
      file, from: source, answers: message, inInbox: false, lifetime: lifetime, now: context.now)
    if let id {
      consequences.files.append(.send(id))
    } else if !vault.writes(.fileName) {
      consequences.logLines.append("a bot that keeps nothing sends no files")
    }
  }

  private func storeOrHold(
    _ delivery: NewDelivery, of message: MessageID?, in context: EffectContext,
    to consequences: inout RuleConsequences
  ) throws(StoreError) {
    countBytes(delivery.body.utf8.count)
    // A delivery about a contact that another effect removed is dropped with the contact.
    if let contact = delivery.contact, try batchContact(contact) == nil { return }
    var id: DeliveryID?
    if vault.writes(.deliveryBody) {
      id = try enqueue(delivery, of: message, now: context.now)
    } else if hold(delivery, now: context.now, to: &consequences) {
      id = cache.held.deliveries.newest
    }
    guard let ask = delivery.ask, let contact = delivery.contact else { return }
    guard let id else {
      return try reply(
        ask.fallback ?? "", kind: .text, to: contact, answers: message, in: context,
        to: &consequences)
    }
    try store(ask, of: id, delivery, to: contact, now: context.now)
    let due = context.now.advanced(byMilliseconds: ask.timeout)
    consequences.askDue = min(consequences.askDue ?? due, due)
    consequences.typing.append((contact, true))
  }

  @discardableResult
  private func hold(
    _ delivery: NewDelivery, now: UnixMilliseconds, to consequences: inout RuleConsequences
  ) -> Bool {
    if cache.held.deliveries.add(delivery, now: now) { return true }
    consequences.droppedDeliveries += 1
    return false
  }

  /// A notice of a schedule is no other one's repetition, and leaves now.
  public func sendScheduled(_ notice: NewDelivery, now: UnixMilliseconds) throws(StoreError) {
    guard vault.writes(.deliveryBody) else {
      _ = cache.held.deliveries.add(notice, now: now)
      return
    }
    countBytes(notice.body.utf8.count)
    try enqueue(notice, now: now)
  }

  /// A notice belongs to no contact and no message: its content identifies neither, and its row
  /// must not tell which message caused it.
  private func storeOrHoldNotice(
    _ notice: NewDelivery, now: UnixMilliseconds, to consequences: inout RuleConsequences
  ) throws(StoreError) {
    guard vault.writes(.deliveryBody) else {
      hold(notice, now: now, to: &consequences)
      return
    }
    guard try !hasWaitingNotice(to: notice.webhook, now: now) else { return }
    countBytes(notice.body.utf8.count)
    try enqueue(notice, now: now)
  }
}
