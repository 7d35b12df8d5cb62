import GatewayCore

/// What the writer knows of the database without asking it: it is the only one that changes it.
///
/// Lives as long as the store. A transaction that is undone empties it.
final class WriterCache: @unchecked Sendable {
  // Touched by the store's one writer only, which GRDB makes wait for each other.
  private var contacts: [ContactKey: BatchContact] = [:]
  /// The one that was asked for last: most questions about a contact come in a row.
  private var latest: BatchContact?
  /// Contacts whose row is behind.
  var changed: [BatchContact] = []
  var numbers: Numbers?
  var span: MessageSpan?
  /// Rows of `key_values` and of `timers`, once they have been counted.
  var valueCount: Int?
  var timerCount: Int?
  /// The highest number that a delivery ever had.
  var lastDelivery: Int64?
  /// The number at which fingerprints were last trimmed.
  var fingerprintsTrimmedAt: Int64?
  var totalUsage: (now: TotalUsage, stored: TotalUsage)?

  /// The message counter.
  struct Numbers {
    /// The last number that was given.
    var last: Int64
    /// What the database holds: the last one, or the last that is reserved.
    var stored: Int64
  }

  /// What is in memory alone. An undone transaction brings it back to what it was.
  var held = HeldContent()

  /// A bot of some thousand contacts keeps them all; strangers that ask are many more.
  private static let contactsMax = 8_192

  subscript(_ key: ContactKey) -> BatchContact? {
    if let latest, latest.contact.key == key { return latest }
    guard let found = contacts[key] else { return nil }
    latest = found
    return found
  }

  func add(_ contact: BatchContact) { contacts[contact.contact.key] = contact }

  func remove(_ key: ContactKey) -> BatchContact? {
    latest = nil
    return contacts.removeValue(forKey: key)
  }

  func forget() {
    contacts = [:]
    latest = nil
    changed = []
    numbers = nil
    span = nil
    valueCount = nil
    timerCount = nil
    lastDelivery = nil
    fingerprintsTrimmedAt = nil
    totalUsage = nil
  }

  /// The times of rows are about to change; what is counted is written.
  func forgetTimes() {
    contacts = [:]
    latest = nil
    span = nil
  }

  /// Keeps the cache small where many strangers came by.
  func trim() {
    guard contacts.count > Self.contactsMax else { return }
    contacts = contacts.filter { $0.value.isChanged }
    latest = nil
  }
}
