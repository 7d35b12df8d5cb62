import GatewayCore

/// The contacts that a rule can reach in one event: the event's own, and those that it looked up.
/// An object of Lua holds a number: 0 for the event's contact, and from 1 on the others.
struct ReachedContacts {
  private var others: [Contact] = []
  private var numbers: [ContactKey: Int64] = [:]

  /// Contacts that one event looks up.
  static let countMax = 1_000

  mutating func clear() {
    if !others.isEmpty { self = ReachedContacts() }
  }

  subscript(number: Int64) -> Contact? {
    number >= 1 && number <= others.count ? others[Int(number) - 1] : nil
  }

  /// - Returns: the contact's number; nil where there are too many.
  mutating func add(_ contact: Contact) -> Int64? {
    if let number = numbers[contact.key] { return number }
    guard others.count < Self.countMax else { return nil }
    others.append(contact)
    numbers[contact.key] = Int64(others.count)
    return Int64(others.count)
  }

  mutating func change(_ key: ContactKey, _ body: (inout Contact) -> Void) {
    guard let number = numbers[key] else { return }
    body(&others[Int(number) - 1])
  }
}
