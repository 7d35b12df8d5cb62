import GatewayCore

/// What the functions of a bot's machine work on: what the file has declared, and the event that is
/// being handled.
final class RuleSession {
  enum EventName: String, CaseIterable {
    case message, contact, request, online, offline, call, file
    case fileDone = "file_done"
    case fileSent = "file_sent"
    case fileFailed = "file_failed"
    case invitation, timer, confirm, deadline, limit
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
  var line = Line()
  var handlers: [EventName: [Int32]] = [:]
  var commands: [Command] = []
  /// The functions of schedules, by the schedules' names.
  var scheduleSlots: [String: Int32] = [:]
  /// The functions of hooks, by the hooks' names.
  var hookSlots: [String: Int32] = [:]
  /// The functions of `on("timer", "name", …)` and `on("confirm", "name", …)`.
  var namedSlots: [EventName: [String: [Int32]]] = [:]
  /// The value is nil where it is to be made up.
  var secrets: [(name: String, value: String?)] = []
  /// Names given to `webhook` whose options have not come yet, or have.
  var webhookNames: [String] = []
  /// Those whose options don't say how much they are sent.
  var webhooksWithoutSend: [String] = []
  /// Warnings about a file that loads nevertheless; sentences without a full stop.
  var warnings: [String] = []
  /// The last mistake in a declaration; tells a configuration failure from another error.
  var configurationMistake: String?
  private var slotCount: Int32 = 0

  // The event.
  var now = UnixMilliseconds(0)
  var state: (any RuleState)?
  private(set) var contact: Contact?
  /// The others that the rule has looked up.
  private var reached = ReachedContacts()
  var message: InboundMessage?
  var timer: RuleTimer?
  var offer: ContactOffer?
  /// The file that the event is about; its item, where it is stored.
  var file: RuleFile?
  private(set) var fileItem: FileItem?
  private(set) var confirmation: ConfirmationResult?
  private(set) var request: HookRequest?
  /// The contact of the event, whose message or coming it is.
  var eventContact: ContactKey? { contact?.key }
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

  /// Holds nothing of the last event any more.
  func forget() {
    state = nil
    effects = []
    effectBytes = 0
    written.clear()
    reached.clear()
    message = nil
    timer = nil
    offer = nil
    file = nil
    fileItem = nil
    confirmation = nil
    request = nil
    commandName = nil
    arguments = ""
  }

  /// Starts an event with nothing asked for yet.
  func begin(_ event: RuleEvent, state: any RuleState, now: UnixMilliseconds) {
    forget()
    self.state = state
    self.now = now
    switch event {
    case .message(let message):
      self.message = message
      contact = message.contact
    case .contact(let contact), .contactRequest(let contact, _), .presence(let contact, _):
      self.contact = contact
    case .offer(let contact, let offer):
      self.contact = contact
      self.offer = offer
      file = RuleFile(refused: offer)
      if hidesContent { file?.name = FileName("") }
    case .file(let item, let contact): begin(item, of: contact, .offered)
    case .fileDone(let item, let contact): begin(item, of: contact, .done)
    case .fileFailed(let item, let contact, let why): begin(item, of: contact, .failed(why))
    case .timer(let timer):
      self.timer = timer
      contact = timer.contact
    case .schedule: contact = nil
    case .hook(let request):
      self.request = request
      contact = nil
    case .confirmation(let result):
      confirmation = result
      message = result.message
      contact = result.contact
    case .deadline(let notice): contact = notice.contact
    case .limit(let notice): contact = notice.contact
    }
  }

  /// Whether rules see no content.
  var hidesContent: Bool { configuration.inbox.rules == .metadata }

  private func begin(_ item: FileItem, of contact: Contact, _ event: RuleFile.Event) {
    let item = hidesContent ? item.withoutContent : item
    self.contact = contact
    fileItem = item
    file = RuleFile(item, in: event)
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

  /// The contact behind an object.
  func contact(_ number: Int64) throws(HostError) -> Contact {
    guard number > 0 else { return try currentContact() }
    guard let contact = reached[number] else { throw HostError("there is no such contact") }
    return contact
  }

  /// - Returns: the number by which an object stands for the contact.
  func reach(_ found: Contact) throws(HostError) -> Int64 {
    if found.key == contact?.key { return 0 }
    guard let number = reached.add(found) else {
      throw HostError("a rule reaches \(ReachedContacts.countMax) contacts at most")
    }
    return number
  }

  /// Changes what the rule sees of a contact from now on.
  func change(_ key: ContactKey, _ body: (inout Contact) -> Void) {
    if var changed = contact, changed.key == key {
      body(&changed)
      contact = changed
    }
    reached.change(key, body)
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

  /// The labels of a contact, those of this event included, in order.
  func labels(of key: ContactKey) -> [ContactLabel] {
    let committed = state?.labels(of: key) ?? []
    guard let changes = written.labels[key] else { return committed }
    let added = changes.filter { $0.value && !committed.contains($0.key) }.keys
    return (committed.filter { changes[$0] != false } + added).sorted()
  }

  func changedTriage(of key: ContactKey) -> Triage? { written.triage[key] }

  func note(_ triage: Triage, of contact: ContactKey) { written.triage[contact] = triage }

  func note(_ label: ContactLabel, of contact: ContactKey, isSet: Bool) {
    written.note(label, of: contact, isSet: isSet)
  }

  /// The contacts with a label, those that got it in this event behind the others.
  func contacts(with label: ContactLabel) -> [Contact] {
    let committed = state?.contacts(with: label, limit: ReachedContacts.countMax) ?? []
    let kept = committed.filter { written.labels[$0.key]?[label] != false }
    let known = Set(committed.map(\.key))
    let added = written.labels.filter { $0.value[label] == true && !known.contains($0.key) }
    return kept + added.keys.sorted().compactMap { state?.contact($0) }
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
    case .reply(_, let text, _, _), .log(let text): text.utf8.count
    case .deliver(let event, let webhook, _): webhook.utf8.count + event.textBytes
    case .ask(let event, let webhook, _, let terms):
      webhook.utf8.count + event.textBytes + (terms.fallback?.utf8.count ?? 0)
    case .note(_, let text), .publicStatus(_, let text): text?.utf8.count ?? 0
    case .label(_, let label, _): label.text.utf8.count
    case .staffNote(_, let text, _): text.utf8.count
    case .confirm(_, let confirmation):
      confirmation.text.utf8.count + confirmation.data.utf8.count
    case .broadcast(let broadcast): broadcast.text.utf8.count
    case .store(let key, let value): key.utf8.count + (value?.utf8.count ?? 0)
    case .timer(let name, _, _, let payload): name.utf8.count + payload.utf8.count
    case .cancelTimer(let name, _): name.utf8.count
    case .respond(let response): response.body.utf8.count
    case .refuseFile(_, let text): text?.utf8.count ?? 0
    case .sendFile(_, let source, let name, _): source.textBytes + (name?.utf8.count ?? 0)
    case .keep, .accept, .block, .remove, .typing, .acceptFile, .keepFile, .triage: 0
    }
  }
}

extension FileSource {
  fileprivate var textBytes: Int {
    switch self {
    case .path(let path): path.utf8.count
    case .stored: 0
    }
  }
}
