import GatewayCore

/// What contacts were told and have not read, in memory.
struct TryReplies {
  private var unread: [ContactKey: [String]] = [:]
  private var fallbacks: [String] = []
  private var notices: [String] = []

  mutating func tell(_ key: ContactKey, _ text: String) { unread[key, default: []].append(text) }

  /// Tells a contact in words that are no rule's.
  mutating func notify(_ key: ContactKey, _ text: String?) {
    guard let text else { return }
    tell(key, text)
    notices.append(text)
  }

  /// A contact was told these as the answer to an ask whose time ran out.
  mutating func noteFallbacks(_ replies: [AskAnswer.Reply]) { fallbacks += replies.map(\.text) }

  mutating func takeAll(of key: ContactKey) -> [String] { unread.removeValue(forKey: key) ?? [] }

  mutating func takeOldest(of key: ContactKey) -> String? {
    guard let first = unread[key]?.first else { return nil }
    unread[key]?.removeFirst()
    return first
  }

  mutating func takeFallbacks() -> [String] {
    defer { fallbacks = [] }
    return fallbacks
  }

  mutating func takeNotices() -> [String] {
    defer { notices = [] }
    return notices
  }
}
