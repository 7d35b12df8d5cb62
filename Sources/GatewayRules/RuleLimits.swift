/// What one event may ask for and hand over, beside its budget: the part of a rule's work that
/// outlives it. Whatever goes over a limit is an error at its line, except a log line, which is
/// cut.
enum RuleLimits {
  /// Replies, deliveries, stored values and the rest together. They commit in one transaction.
  static let effects = 1_000
  /// Bytes of all texts that one event asks for, together.
  static let eventBytes = 4 << 20
  /// Bytes of one reply: some 48 messages of the network.
  static let replyBytes = 65_536
  /// Bytes of one delivery's body, which is kept until its receiver has it.
  static let bodyBytes = 262_144
  /// Bytes of one log line. A longer one is cut: a log must not cost the event.
  static let logBytes = 4_000
  /// Bytes of one stored value, as JSON, and of what a timer carries.
  static let storedBytes = 65_536
  /// Bytes of a key, a timer's name, a note, a public status, and a format for
  /// `date`.
  static let nameBytes = 1_024
  /// Values that one bot keeps, its own and its contacts' together. A stranger that makes a bot
  /// store something with each message must not fill the disk.
  static let values = 100_000
  /// Timers that one bot has set.
  static let timers = 10_000
  /// Bytes of a text that `json.encode` makes.
  static let jsonBytes = 1 << 20
  /// Bytes of a text that `json.decode` takes.
  static let decodedBytes = 262_144
}

/// A row of the reference page.
struct RuleLimitRow {
  let subject: String
  let limit: String

  static let all = [
    RuleLimitRow("things that one event asks for", "\(RuleLimits.effects)"),
    RuleLimitRow("all their texts together", "\(RuleLimits.eventBytes) bytes"),
    RuleLimitRow("a reply or an action", "\(RuleLimits.replyBytes) bytes"),
    RuleLimitRow("the body of a delivery, as JSON", "\(RuleLimits.bodyBytes) bytes"),
    RuleLimitRow("a line of `log`", "\(RuleLimits.logBytes) bytes; the rest is cut"),
    RuleLimitRow("a stored value, a timer's payload", "\(RuleLimits.storedBytes) bytes"),
    RuleLimitRow(
      "a key, a timer's name, a note, a public status, a format for `date`",
      "\(RuleLimits.nameBytes) bytes"),
    RuleLimitRow("values that a bot keeps, for all contacts together", "\(RuleLimits.values)"),
    RuleLimitRow("timers that a bot has set", "\(RuleLimits.timers)"),
    RuleLimitRow("what `json.encode` makes", "\(RuleLimits.jsonBytes) bytes"),
    RuleLimitRow("what `json.decode` takes", "\(RuleLimits.decodedBytes) bytes"),
    RuleLimitRow(
      "a table given to `json.encode`, `forward` or `log`",
      """
      \(LuaState.tableValuesMax) values; its texts, each as often as it stands there, \
      \(RuleBudget.standard.blockBytes) bytes
      """),
    RuleLimitRow("a pattern", "\(LuaState.patternBytesMax) bytes"),
    RuleLimitRow("one text of Lua", "\(RuleBudget.standard.blockBytes) bytes"),
    RuleLimitRow("the memory of all rules of a bot", "\(RuleBudget.standard.memoryBytes) bytes"),
    RuleLimitRow("instructions of one event", "\(RuleBudget.standard.instructions)"),
    RuleLimitRow("time of one event", "\(RuleBudget.standard.milliseconds) ms"),
  ]

  private init(_ subject: String, _ limit: String) {
    self.subject = subject
    self.limit = limit
  }
}
