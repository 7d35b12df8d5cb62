import GatewayCore

/// What the functions of a bot's machine work on: what the file has declared, and the event that is
/// being handled.
final class RuleSession {
  enum EventName: String, CaseIterable {
    case message, contact, request, online, offline, call, file, invitation, timer, limit
  }

  struct Command: Hashable {
    var name: String
    var help: String
    var slot: Int32
  }

  let environment: BotEnvironment

  // Declarations, made while the file is loaded.
  var isLoading = true
  var configuration = BotConfiguration()
  var handlers: [EventName: [Int32]] = [:]
  var commands: [Command] = []
  /// The functions of schedules, by the schedules' names.
  var scheduleSlots: [String: Int32] = [:]
  /// The functions of `on("timer", "name", …)`.
  var timerSlots: [String: [Int32]] = [:]
  /// The value is nil where it is to be made up.
  var secrets: [(name: String, value: String?)] = []
  /// Names given to `webhook` whose options have not come yet, or have.
  var webhookNames: [String] = []
  /// Warnings about a file that loads nevertheless; sentences without a full stop.
  var warnings: [String] = []
  /// The last mistake in a declaration; tells a configuration failure from another error.
  var configurationMistake: String?
  private var slotCount: Int32 = 0

  // The event.
  var now = UnixMilliseconds(0)
  var state: (any RuleState)?
  var contact: Contact?
  var message: InboundMessage?
  var timer: RuleTimer?
  var offer: ContactOffer?
  /// The command that the message called, and the text after it.
  var commandName: String?
  var arguments = ""
  private(set) var effects: [Effect] = []
  /// Bytes of the texts in them.
  private var effectBytes = 0
  /// What this event has changed in the committed state, which it sees before it is committed.
  private var written = WrittenState()

  init(environment: BotEnvironment) { self.environment = environment }

  func makeSlot() -> Int32 {
    slotCount += 1
    return slotCount
  }

  /// Starts an event with nothing asked for yet.
  func begin(_ event: RuleEvent, state: any RuleState, now: UnixMilliseconds) {
    self.state = state
    self.now = now
    effects = []
    effectBytes = 0
    written.clear()
    message = nil
    timer = nil
    offer = nil
    commandName = nil
    arguments = ""
    switch event {
    case .message(let message):
      self.message = message
      contact = message.contact
    case .contact(let contact), .contactRequest(let contact, _), .presence(let contact, _):
      self.contact = contact
    case .offer(let contact, let offer):
      self.contact = contact
      self.offer = offer
    case .timer(let timer):
      self.timer = timer
      contact = timer.contact
    case .schedule: contact = nil
    case .limit(let notice): contact = notice.contact
    }
  }

  /// Ends the event and gives what it asked for.
  func finish() -> [Effect] {
    state = nil
    return effects
  }

  func ask(for effect: Effect) throws(HostError) {
    guard !isLoading else { throw HostError("this can be done only while an event is handled") }
    guard effects.count < RuleLimits.effects else {
      throw HostError("a rule may ask for \(RuleLimits.effects) things at most")
    }
    effectBytes += effect.textBytes
    guard effectBytes <= RuleLimits.eventBytes else {
      throw HostError("what a rule asks for has at most \(RuleLimits.eventBytes) bytes of text")
    }
    effects.append(effect)
  }

  func requireLoading(_ what: String) throws(HostError) {
    guard isLoading else { throw HostError("\(what) belongs at the top of the file") }
  }

  func currentContact() throws(HostError) -> Contact {
    guard let contact else { throw HostError("this event has no contact") }
    return contact
  }

  func currentMessage() throws(HostError) -> InboundMessage {
    guard let message else { throw HostError("this event has no message") }
    return message
  }

  func currentOffer() throws(HostError) -> ContactOffer {
    guard let offer else { throw HostError("this event has no offer") }
    return offer
  }

  func currentTimer() throws(HostError) -> RuleTimer {
    guard let timer else { throw HostError("this event has no timer") }
    return timer
  }

  func storedValue(_ key: String) -> String? {
    if let value = written.values[key] { return value }
    return state?.value(forKey: key)
  }

  /// Values that are kept, those of this event included.
  var valueCount: Int { (state?.valueCount ?? 0) + written.valuesAdded }

  func store(_ value: String?, key: String) throws(HostError) {
    let before = storedValue(key)
    try ask(for: .store(key: key, value: value))
    written.values[key] = .some(value)
    written.valuesAdded += (value == nil ? 0 : 1) - (before == nil ? 0 : 1)
  }

  /// Timers that are set, those of this event included.
  var timerCount: Int { (state?.timerCount ?? 0) + written.timersAdded }

  func hasTimer(_ name: String, contact: ContactKey?) -> Bool {
    written.timers[.init(name: name, contact: contact)]
      ?? state?.hasTimer(name, contact: contact) ?? false
  }

  /// Notes that this event sets or cancels a timer.
  func note(_ timer: String, contact: ContactKey?, isSet: Bool) {
    let before = hasTimer(timer, contact: contact)
    written.timers[.init(name: timer, contact: contact)] = isSet
    written.timersAdded += (isSet ? 1 : 0) - (before ? 1 : 0)
  }
}

extension Effect {
  /// Bytes of the texts that it carries.
  fileprivate var textBytes: Int {
    switch self {
    case .reply(_, let text, _), .log(let text): text.utf8.count
    case .deliver(let event, let webhook, _): webhook.utf8.count + event.textBytes
    case .ask(let event, let webhook, _, let terms):
      webhook.utf8.count + event.textBytes + (terms.fallback?.utf8.count ?? 0)
    case .note(_, let text), .publicStatus(_, let text): text?.utf8.count ?? 0
    case .store(let key, let value): key.utf8.count + (value?.utf8.count ?? 0)
    case .timer(let name, _, _, let payload): name.utf8.count + payload.utf8.count
    case .cancelTimer(let name, _): name.utf8.count
    case .keep, .accept, .block, .remove, .typing: 0
    }
  }
}
