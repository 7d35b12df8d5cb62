/// What a rule asks for. Effects are data: they commit together with the message that caused them
/// and are carried out afterwards.
public enum Effect: Hashable, Sendable {
  /// A message to a contact, which waits in the outbox until its receipt.
  case reply(to: ContactKey, text: String, kind: InboundMessage.Kind)
  /// Tells a webhook of an event. Deliveries that name the same contact leave in order. A notice
  /// names none; it leaves after the webhook's delay, and one that still waits stands for it too.
  case deliver(WebhookEvent, to: String, contact: ContactKey?)
  /// The message goes into the inbox.
  case keep
  /// Writes (or with nil removes) the owner's note on a contact, which rules can't read.
  case note(ContactKey, String?)
  /// Sets (or with nil removes) what a contact may be told.
  case publicStatus(ContactKey, String?)
  /// Accepts, blocks or removes a contact.
  case accept(ContactKey)
  case block(ContactKey)
  case remove(ContactKey)
  /// Shows or hides "is typing" at a contact. Nothing of it is stored.
  case typing(ContactKey, Bool)
  /// Writes (or with nil removes) a value in the bot's key-value store.
  case store(key: String, value: String?)
  /// Sets a timer that fires `delay` milliseconds after the event; replaces one of the same name
  /// and contact.
  case timer(name: String, contact: ContactKey?, delay: Int64, payload: String)
  case cancelTimer(name: String, contact: ContactKey?)
  /// A line for the owner's log.
  case log(String)
}

/// What came of one event.
public struct RuleOutcome: Hashable, Sendable {
  /// In the order in which the rule asked for them. After a failure: those asked for before it
  /// are dropped, and only `.keep` remains for a message.
  public var effects: [Effect]
  /// What went wrong, if anything.
  public var failure: RuleFailure?

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
  /// One sentence, without what a contact may have written: "…" stands for that.
  public var message: String
  /// The sentence with it, where that differs. For the author at the terminal and for the log at
  /// debug; never stored.
  public var detail: String?

  public init(reason: Reason, file: String, line: Int?, message: String, detail: String? = nil) {
    self.reason = reason
    self.file = file
    self.line = line
    self.message = message
    self.detail = detail
  }

  /// The failure with all that Lua said.
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
  /// The value that `store` keeps under `key`.
  func value(forKey key: String) -> String?
  /// How many values `store` keeps.
  var valueCount: Int { get }
  var timerCount: Int { get }
  func hasTimer(_ name: String, contact: ContactKey?) -> Bool
  /// How many messages of this contact were stored before this event.
  func messageCount(of contact: ContactKey) -> Int
  /// The contact as it stands now, changes by earlier messages of the same batch included.
  func contact(_ key: ContactKey) -> Contact?
}
