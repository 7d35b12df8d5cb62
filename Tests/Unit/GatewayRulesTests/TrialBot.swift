import GatewayCore
import GatewayRules

/// What is committed, as far as a test cares.
struct FixedState: RuleState {
  func triage(of contact: ContactKey) -> Triage? { nil }
  func conversations(_ status: ConversationStatus, limit: Int) -> [Contact] { [] }
  var staffNames: [String] { [] }
  var values: [String: String] = [:]
  var messageCount = 0
  var valueCount = 0
  /// Of contact Alice.
  var timers: Set<String> = []
  var timerCount = 0

  func value(forKey key: String) -> String? { values[key] }
  func hasTimer(_ name: String, contact: ContactKey?) -> Bool {
    contact == Contact.alice.key && timers.contains(name)
  }
  func messageCount(of contact: ContactKey) -> Int { messageCount }
  func contact(_ key: ContactKey) -> Contact? { nil }
  func contact(_ codename: Codename) -> Contact? { nil }
  func labels(of contact: ContactKey) -> [ContactLabel] { [] }
  func contacts(with label: ContactLabel, limit: Int) -> [Contact] { [] }
  func contactCount(with label: ContactLabel) -> Int { 0 }
  var sendingBroadcasts: Int { 0 }
  func requestCode(of contact: ContactKey) -> RequestCode? { nil }
  func requester(_ code: RequestCode) -> Contact? { nil }
  func confirmationCount(of contact: ContactKey) -> Int { 0 }
}

extension Contact {
  static let alice = Contact(
    key: ContactKey(bytes: [UInt8](repeating: 0xA1, count: 32)),
    codename: Codename(text: "amber-heron"), name: "Alice", firstSeen: .monday)
}

extension Contact {
  static let bob = Contact(
    key: ContactKey(bytes: [UInt8](repeating: 0xB0, count: 32)),
    codename: Codename(text: "brisk-otter"), name: "Bob", firstSeen: .monday)
}

extension UnixMilliseconds {
  /// 2026-01-05 10:00 UTC
  static let monday = UnixMilliseconds(1_767_607_200_000)
}

extension InboundMessage {
  static func text(_ text: String, kind: Kind = .text) -> InboundMessage {
    InboundMessage(
      id: MessageID(7), contact: .alice, kind: kind, text: text, receivedAt: .monday)
  }
}

extension RuleBudget {
  /// For tests that a busy machine may hold up, where no time is meant to run out.
  static let patient = RuleBudget(milliseconds: 60_000)
}

/// Loads a bot from its source.
func load(
  _ source: String, budget: RuleBudget = .patient, secrets: [String: String] = [:]
) throws(RuleFailure) -> Bot {
  try Bot(source: source, file: "bots/trial.lua", secrets: { secrets[$0] }, budget: budget)
}

extension Bot {
  func hear(_ text: String, kind: InboundMessage.Kind = .text, state: FixedState = FixedState())
    -> RuleOutcome
  {
    handle(.message(.text(text, kind: kind)), state: state, now: .monday)
  }

  /// A message of another contact.
  func hear(by contact: Contact) -> RuleOutcome {
    let message = InboundMessage(
      id: MessageID(8), contact: contact, kind: .text, text: "hello", receivedAt: .monday)
    return handle(.message(message), state: FixedState(), now: .monday)
  }
}

extension RuleOutcome {
  /// The texts of the replies.
  var replies: [String] {
    effects.compactMap { if case .reply(_, let text, _, _) = $0 { text } else { nil } }
  }
}

/// Runs Lua in a message handler, where `reply(x)` answers with a text; gives the answers.
func run(_ body: String, text: String = "hello") throws -> RuleOutcome {
  let bot = try load(
    """
    on("message", function(message) local function reply(x) message:reply(tostring(x)) end \(body)
    end)
    """)
  return bot.hear(text)
}
