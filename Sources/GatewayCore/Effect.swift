/// What a rule asks for. Effects are data: they commit together with the message that caused them
/// and are carried out afterwards.
public enum Effect: Hashable, Sendable {
  /// A message to a contact, which waits in the outbox until its receipt, or for so many
  /// milliseconds.
  case reply(to: ContactKey, text: String, kind: InboundMessage.Kind, lifetime: Int64? = nil)
  /// Tells a webhook of an event. Deliveries that name the same contact leave in order. A notice
  /// names none; it leaves after the webhook's delay, and further ones are merged with it until
  /// then.
  case deliver(WebhookEvent, to: String, contact: ContactKey?)
  /// Tells a webhook of an event, and replies with its answer.
  case ask(WebhookEvent, of: String, contact: ContactKey, AskTerms)
  /// Puts the message into the inbox.
  case keep
  /// Sets the owner's note on a contact, which rules can't read; nil removes it.
  case note(ContactKey, String?)
  /// Sets the status that a contact may be told; nil removes it.
  case publicStatus(ContactKey, String?)
  /// Adds a label to a contact, or removes it.
  case label(ContactKey, ContactLabel, isSet: Bool)
  /// Changes what the staff knows of a conversation.
  case triage(ContactKey, TriageChange, by: Author)
  /// Adds a note to a conversation, which its contact never sees.
  case staffNote(ContactKey, String, by: Author)
  /// Asks a contact for a yes or a no, and calls a handler with the answer.
  case confirm(ContactKey, NewConfirmation)
  /// Writes to all contacts with a label.
  case broadcast(NewBroadcast)
  /// Accepts, blocks or removes a contact.
  case accept(ContactKey)
  case block(ContactKey)
  case remove(ContactKey)
  /// Takes a file that a contact offers.
  case acceptFile(MessageID)
  /// Refuses a file that a contact offers, or cancels its transfer; the text tells the contact why.
  case refuseFile(MessageID, text: String?)
  /// Puts a file into the inbox, as `keep` does with a message.
  case keepFile(MessageID)
  /// Sends a file, which waits in the outbox like a text. The name is what the contact sees; nil:
  /// that of the source.
  case sendFile(to: ContactKey, FileSource, name: String?, lifetime: Int64?)
  /// Shows or hides "is typing" to a contact. It is not stored.
  case typing(ContactKey, Bool)
  /// Sets a value in the bot's key-value store; nil removes it.
  case store(key: String, value: String?)
  /// Sets a timer that fires `delay` milliseconds after the event; replaces one of the same name
  /// and contact.
  case timer(name: String, contact: ContactKey?, delay: Int64, payload: String)
  case cancelTimer(name: String, contact: ContactKey?)
  /// Answers the request to a hook that the event is. There is one at most.
  case respond(HookResponse)
  /// A line for the owner's log.
  case log(String)
}

/// The result of a rule for one event.
public struct RuleOutcome: Hashable, Sendable {
  /// In the order in which the rule asked for them. After a failure: those asked for before it are
  /// dropped, and only `.keep` remains for a message.
  public var effects: [Effect]
  /// What went wrong, if anything.
  public var failure: RuleFailure?

  /// The answer to the request of a hook.
  public var response: HookResponse {
    for case .respond(let response) in effects { return response }
    return HookResponse()
  }

  public init(effects: [Effect] = [], failure: RuleFailure? = nil) {
    self.effects = effects
    self.failure = failure
  }
}

/// Why a rule, or the loading of a bot, failed.
public struct RuleFailure: Error, Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable {
    case syntax
    case error
    case instructionBudget = "instruction-budget"
    case memoryBudget = "memory-budget"
    case timeBudget = "time-budget"
    case configuration
  }

  public var reason: Reason
  /// The bot's file as the owner named it.
  public var file: String
  /// The line, counted from 1, or nil where Lua knows none.
  public var line: Int?
  /// One sentence, without anything that a contact may have written: "…" stands for that.
  public var message: String
  /// The unabridged sentence, where it differs. For the author at the terminal and for the log at
  /// debug; never stored.
  public var detail: String?

  public init(reason: Reason, file: String, line: Int?, message: String, detail: String? = nil) {
    self.reason = reason
    self.file = file
    self.line = line
    self.message = message
    self.detail = detail
  }

  /// The failure with Lua's whole message.
  public var inFull: RuleFailure {
    RuleFailure(reason: reason, file: file, line: line, message: detail ?? message)
  }
}

extension RuleFailure: CustomStringConvertible {
  /// "echo.lua:12: what went wrong"
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}

/// The committed state that a rule may read while it runs.
public protocol RuleState {
  /// The value that `store` holds under `key`.
  func value(forKey key: String) -> String?
  /// The number of values that `store` holds.
  var valueCount: Int { get }
  var timerCount: Int { get }
  func hasTimer(_ name: String, contact: ContactKey?) -> Bool
  /// How many messages of this contact were stored before this event.
  func messageCount(of contact: ContactKey) -> Int
  /// The contact in its present state, including changes by earlier messages of the same batch.
  func contact(_ key: ContactKey) -> Contact?
  /// The contact with this codename.
  func contact(_ codename: Codename) -> Contact?
  /// Questions that wait for a contact's answer.
  func confirmationCount(of contact: ContactKey) -> Int
  /// The code of a contact's request, and the contact whose request has a code.
  func requestCode(of contact: ContactKey) -> RequestCode?
  func requester(_ code: RequestCode) -> Contact?
  /// The labels of a contact, in order.
  func labels(of contact: ContactKey) -> [ContactLabel]
  /// The accepted contacts with a label, those that were first seen first.
  func contacts(with label: ContactLabel, limit: Int) -> [Contact]
  /// What the staff knows of a contact's conversation; nil where nothing of it is kept.
  func triage(of contact: ContactKey) -> Triage?
  /// The contacts whose conversations have a status, the one with the newest message first.
  func conversations(_ status: ConversationStatus, limit: Int) -> [Contact]
  /// The names to which conversations can be assigned.
  var staffNames: [String] { get }
  /// How many they are.
  func contactCount(with label: ContactLabel) -> Int
  /// Broadcasts that are not written to all their contacts yet.
  var sendingBroadcasts: Int { get }
}
