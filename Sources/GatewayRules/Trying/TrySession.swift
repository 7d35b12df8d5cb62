public import GatewayCore

/// A conversation with a bot in memory: no network, no disk, and a clock that is set by hand.
/// `postern try` and the tests of bots are made from it.
public final class TrySession {
  /// One event and what the rules made of it.
  public struct Step: Hashable, Sendable {
    public var event: RuleEvent
    public var outcome: RuleOutcome
  }

  /// What a webhook would have been told of.
  public struct Forward: Hashable, Sendable {
    public var webhook: String
    public var event: WebhookEvent
  }

  /// An ask without an answer.
  public struct Ask: Hashable, Sendable {
    public var webhook: String
    public var event: WebhookEvent
  }

  /// Seconds that pass at once at most: ten years.
  public static let waitMax: Int64 = 3_660 * 86_400

  public private(set) var bot: Bot
  public private(set) var now: UnixMilliseconds
  /// Messages that the rules kept, oldest first.
  public private(set) var inbox: [InboundMessage] = []
  public private(set) var forwards: [Forward] = []
  public private(set) var logs: [String] = []

  var state = TryState()
  var tried = TryFiles()
  private var agenda = TryAgenda()
  var replies = TryReplies()
  var waiting: [RuleEvent] = []

  public init(bot: Bot, now: UnixMilliseconds) {
    self.bot = bot
    self.now = now
    nameStaff()
    agenda.begin(bot.configuration.schedules, now: now)
  }

  func nameStaff() {
    state.staffNames = [Author.ownerName] + bot.configuration.contacts.staff.map(\.name).sorted()
  }

  /// Oldest first.
  public var asks: [Ask] { agenda.asks.all }

  /// The contact of this name; a new one first asks to be accepted, as the bot's policy has it.
  ///
  /// - Parameter request: what it asks with; handled as its first message when it is accepted.
  public func meet(
    _ name: String, request: String? = nil
  ) -> (contact: ContactKey, steps: [Step]) {
    let key = ContactKey(tryName: name)
    guard state.contacts[key] == nil else { return (key, []) }
    let policy = bot.configuration.contacts.accept
    let contact = Contact(
      key: key, codename: Codename(hash: Array(key.bytes.suffix(4))), name: name,
      state: policy == .everyone || policy == .phrase ? .accepted : .requested, isOnline: true,
      firstSeen: now)
    state.requestTexts[key] = request
    switch policy {
    // The owner, as the one trying the bot, knows its phrase.
    case .everyone, .phrase:
      state.contacts[key] = contact
      waiting.append(.contact(contact))
    case .ask, .code:
      state.contacts[key] = contact
      if policy == .code { state.giveRequestCode(to: key) }
      if let owner = bot.configuration.contacts.owner, state.contacts[owner]?.state == .accepted {
        let code = state.requestCode(of: key)?.text ?? ""
        replies.tell(owner, "\(contact.codename) asks, with the code \(code)")
      }
      waiting.append(.contactRequest(contact, text: request ?? "Please add me."))
    case .nobody: break
    }
    return (key, work())
  }

  /// A message of a contact, which is added first if new. A message of one that was not accepted is
  /// dropped.
  public func say(
    _ text: String, kind: InboundMessage.Kind = .text, by name: String
  ) -> [Step] {
    let (key, steps) = meet(name)
    guard let contact = state.contacts[key], contact.state == .accepted else { return steps }
    let message = InboundMessage(
      id: state.nextMessage(), contact: contact, kind: kind, text: text, receivedAt: now)
    switch agenda.questions.take(message) {
    case .message: waiting.append(.message(message))
    case .answer(let result): waiting.append(.confirmation(result))
    case .wrongCode: break
    }
    let later = work()
    state.countMessage(of: key)
    return steps + later
  }

  /// The code of the oldest question that waits for a contact's answer.
  public func confirmationCode(of key: ContactKey) -> ConfirmationCode? {
    agenda.questions.code(of: key)
  }

  /// What a contact was sent of a question that it was asked last.
  public func question(_ confirmation: NewConfirmation, to key: ContactKey) -> String {
    agenda.questions.lastCode(of: key).map(confirmation.message) ?? confirmation.text
  }

  /// Goes on with other rules; what is stored stays.
  public func replace(_ bot: Bot) {
    self.bot = bot
    nameStaff()
    agenda.begin(bot.configuration.schedules, now: now)
  }

  /// A contact goes away or comes back.
  public func setOnline(_ isOnline: Bool, _ name: String) -> [Step] {
    let (key, steps) = meet(name)
    guard state.contacts[key]?.state == .accepted else { return steps }
    state.contacts[key]?.isOnline = isOnline
    if let contact = state.contacts[key] { waiting.append(.presence(contact, isOnline: isOnline)) }
    return steps + work()
  }

  /// A contact calls, offers a file or invites to a group. Where the rules have no handler it hears
  /// what it would hear the first time in a day.
  public func offer(_ offer: ContactOffer, by name: String) -> [Step] {
    let (key, steps) = meet(name)
    guard let contact = state.contacts[key], contact.state == .accepted else { return steps }
    if case .file(let file, let size, _) = offer,
      bot.configuration.files.acceptance != .nobody
    {
      return steps + offerFile(file, size: size, by: contact)
    }
    guard bot.handles(offer.kind) else {
      replies.notify(key, offer.kind.refusal)
      return steps
    }
    waiting.append(.offer(contact, offer))
    return steps + work()
  }

  /// Whether the bot has a hook of this name.
  public func hasHook(_ name: String) -> Bool {
    bot.configuration.hooks.contains { $0.name == name }
  }

  /// A request to a hook whose sender has proven itself.
  public func receive(_ request: HookRequest) -> [Step] {
    waiting.append(.hook(request))
    return work()
  }

  /// Sets the clock without firing timers and schedules that were passed.
  public func setClock(_ time: UnixMilliseconds) {
    now = time
    agenda.restart(bot.configuration.schedules, now: now)
  }

  /// Lets at most `waitMax` seconds pass; timers fire and schedules run at their own moments.
  public func advance(bySeconds seconds: Int64) -> [Step] {
    let end = now.advanced(byMilliseconds: seconds * 1_000)
    var steps: [Step] = []
    while let (due, time) = agenda.takeNext(
      by: end, now: now, of: bot.configuration, in: &state)
    {
      now = max(now, time)
      switch due {
      case .timer(let timer):
        waiting.append(.timer(timer.timer(in: state)))
        steps += work()
      case .schedule(let run):
        waiting.append(.schedule(run))
        steps += work()
      case .timeout(let question): steps += timeOut(question)
      case .deadline(let notice):
        waiting.append(.deadline(notice))
        steps += work()
        tell(notice)
      case .ask(let ask): replies.noteFallbacks(tell(ask))
      }
    }
    now = end
    return steps
  }

  /// Tells the contacts with the label for deadlines.
  private func tell(_ notice: DeadlineNotice) {
    guard let label = bot.configuration.inbox.deadlines?.tell else { return }
    for contact in state.contacts(with: label, limit: .max) {
      replies.tell(contact.key, notice.words)
    }
  }

  /// A question was not answered in time.
  private func timeOut(_ confirmation: OpenConfirmation) -> [Step] {
    guard let contact = state.contacts[confirmation.contact] else { return [] }
    waiting.append(
      .confirmation(ConfirmationResult(confirmation, of: contact, answer: .timeout)))
    return work()
  }

  /// The webhook answers the oldest ask that it has.
  ///
  /// - Returns: what the contact is told; nil where nothing was asked.
  public func answer(_ webhook: String, _ answer: AskAnswer) -> [AskAnswer.Reply]? {
    agenda.asks.answer(webhook, answer).map(tell)
  }

  /// The fallbacks of asks whose time ran out since.
  public func takeFallbacks() -> [String] { replies.takeFallbacks() }

  /// What contacts were told of their files since, other than by rules.
  public func takeNotices() -> [String] { replies.takeNotices() }

  /// - Returns: what the contact of an ask that is over is told.
  private func tell(_ ask: TryAsks.Closed) -> [AskAnswer.Reply] {
    guard state.contacts[ask.contact]?.state == .accepted else { return [] }
    for reply in ask.replies { replies.tell(ask.contact, reply.text) }
    return ask.replies
  }

  /// What the contact was told and has not read yet.
  public func takeReplies(to key: ContactKey) -> [String] { replies.takeAll(of: key) }

  /// The oldest of what the contact has not read yet.
  public func takeReply(to key: ContactKey) -> String? { replies.takeOldest(of: key) }

  /// Handles events until none waits: accepting a contact makes a new one.
  func work() -> [Step] {
    var steps: [Step] = []
    while !waiting.isEmpty {
      let event = waiting.removeFirst()
      var outcome = bot.handle(event, state: state, now: now)
      outcome.effects = outcome.effects.map { $0.withPseudonym }
      for effect in outcome.effects { apply(effect, of: event) }
      // The contact was greeted: what it asked with comes next.
      if case .contact(let contact) = event,
        let text = state.takeRequest(of: contact.key, now: now)
      {
        waiting.insert(.message(text), at: 0)
      }
      steps.append(Step(event: event, outcome: outcome))
    }
    return steps
  }

  private func apply(_ effect: Effect, of event: RuleEvent) {
    switch effect {
    case .reply(let key, let text, _, _): replies.tell(key, text)
    case .confirm(let key, let confirmation):
      let code = agenda.questions.ask(confirmation, key, now: now)
      replies.tell(key, confirmation.message(code: code))
    case .broadcast(let broadcast):
      for contact in state.contacts(with: broadcast.label, limit: .max) {
        replies.tell(contact.key, broadcast.text)
      }
    case .deliver(let event, let webhook, _):
      forwards.append(Forward(webhook: webhook, event: event))
    case .ask(let event, let webhook, let contact, let terms):
      forwards.append(Forward(webhook: webhook, event: event))
      agenda.asks.ask(Ask(webhook: webhook, event: event), for: contact, terms, now: now)
    case .keep:
      guard case .message(let message) = event else { return }
      inbox.append(message)
      state.keep(from: message.contact.key, now: now)
    case .log(let line): logs.append(line)
    case .accept(let key):
      guard state.contacts[key]?.state != .accepted else { return }
      state.apply(effect, now: now)
      // Accepting it while it is greeted does not greet it once more.
      if case .contact = event { return }
      if let contact = state.contacts[key] { waiting.append(.contact(contact)) }
    case .typing, .respond: break
    case .acceptFile, .refuseFile, .keepFile, .sendFile: applyToFiles(effect)
    case .note, .publicStatus, .label, .block, .remove, .store, .timer, .cancelTimer, .triage,
      .staffNote:
      state.apply(effect, now: now)
    }
  }
}
