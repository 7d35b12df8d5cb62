import GatewayCore
import GatewayRules

/// A state with nothing in it.
struct EmptyState: RuleState {
  func triage(of contact: ContactKey) -> Triage? { nil }
  func conversations(_ status: ConversationStatus, limit: Int) -> [Contact] { [] }
  var staffNames: [String] { [] }
  func value(forKey key: String) -> String? { nil }
  var valueCount: Int { 0 }
  var timerCount: Int { 0 }
  func hasTimer(_ name: String, contact: ContactKey?) -> Bool { false }
  func messageCount(of contact: ContactKey) -> Int { 0 }
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
  static let stranger = Contact(
    key: ContactKey(bytes: [UInt8](repeating: 7, count: 32)),
    codename: Codename(text: "amber-heron"), name: "Alice", firstSeen: UnixMilliseconds(1_000))
}

extension Bot {
  /// Loads a bot whose budgets end everything within a moment.
  static func load(_ source: String) throws(RuleFailure) -> Bot {
    try Bot(
      source: source, file: "fuzz.lua", secrets: { $0.isEmpty ? nil : "secret" },
      budget: RuleBudget(instructions: 100_000, milliseconds: 5_000, memoryBytes: 2 << 20))
  }

  func hear(_ text: String) -> RuleOutcome {
    let message = InboundMessage(
      id: MessageID(1), contact: .stranger, kind: .text, text: text,
      receivedAt: UnixMilliseconds(2_000))
    return handle(.message(message), state: EmptyState(), now: UnixMilliseconds(2_000))
  }
}
