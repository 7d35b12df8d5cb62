import GatewayCore

/// The contacts that the engine holds in memory. The changes of a batch can be undone: the first
/// change of a contact saves its former state, so that a batch costs in proportion to the contacts
/// that it changes, not to all contacts.
struct LiveContacts {
  private var contacts: [ContactKey: Entry] = [:]
  private var undone: [(key: ContactKey, before: Entry?)] = []
  private var batch: UInt64 = 0

  private struct Entry {
    var contact = LiveContact()
    /// The last batch that changed it.
    var batch: UInt64
  }

  subscript(_ key: ContactKey) -> LiveContact? { contacts[key]?.contact }

  /// Reads a property without a copy of the whole contact.
  func read<Value>(_ key: ContactKey, _ body: (LiveContact) -> Value) -> Value? {
    guard let index = contacts.index(forKey: key) else { return nil }
    return body(contacts.values[index].contact)
  }

  func contains(where condition: (LiveContact) -> Bool) -> Bool {
    contacts.values.contains { condition($0.contact) }
  }

  /// Makes the changes from now on the ones that can be undone; earlier ones stay.
  mutating func beginBatch() {
    undone.removeAll(keepingCapacity: true)
    batch += 1
  }

  mutating func undoBatch() {
    for (key, before) in undone.reversed() { contacts[key] = before }
    undone.removeAll()
  }

  /// Changes a contact, which is created where it is missing.
  mutating func change<Value, Failure: Error>(
    _ key: ContactKey, _ body: (inout LiveContact) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let index = contacts.index(forKey: key) else {
      undone.append((key, nil))
      var entry = Entry(batch: batch)
      let value = try body(&entry.contact)
      contacts[key] = entry
      return value
    }
    if contacts.values[index].batch != batch {
      undone.append((key, contacts.values[index]))
      contacts.values[index].batch = batch
    }
    return try body(&contacts.values[index].contact)
  }

  /// - Returns: nil where there is no such contact.
  mutating func changeIfKnown<Value>(
    _ key: ContactKey, _ body: (inout LiveContact) -> Value
  ) -> Value? {
    contacts[key] == nil ? nil : change(key, body)
  }

  mutating func remove(_ key: ContactKey) {
    guard let before = contacts.removeValue(forKey: key) else { return }
    undone.append((key, before))
  }
}
