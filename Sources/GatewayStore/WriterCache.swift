import GatewayCore

/// The writer's cache of the database, which only the writer changes.
///
/// Lives as long as the store. Undoing a transaction empties it.
final class WriterCache: @unchecked Sendable {
  // Only used by the store's one writer; GRDB serializes its accesses.
  private var contacts: [ContactKey: BatchContact] = [:]
  /// The contact of the last lookup: most lookups of a contact follow each other.
  private var latest: BatchContact?
  /// Contacts whose row is out of date.
  var changed: [BatchContact] = []
  var numbers: Numbers?
  var span: MessageSpan?
  /// Rows of `key_values` and of `timers`, once they have been counted.
  var valueCount: Int?
  var timerCount: Int?
  /// Whether there are consumers of events, once it was looked up.
  var hasConsumers: Bool?
  /// The highest number that a delivery ever had.
  var lastDelivery: Int64?
  /// The number of the envelope that was written last.
  var lastEnvelope: Int64?
  /// Rows of webhooks.
  var webhooks: [CachedWebhook] = []
  var totalUsage: (now: TotalUsage, stored: TotalUsage)?

  /// The message counter.
  struct Numbers {
    /// The last number used.
    var last: Int64
    /// The number in the database: the last one, or the last reserved one.
    var stored: Int64
  }

  /// What is in memory alone. Undoing a transaction restores its former state.
  var held = HeldContent()

  /// All contacts of a bot with some thousand of them fit; strangers that send requests may be many
  /// more.
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
    hasConsumers = nil
    lastDelivery = nil
    lastEnvelope = nil
    webhooks = []
    totalUsage = nil
  }

  /// Called before times of rows change, after their counts were written.
  func forgetTimes() {
    contacts = [:]
    latest = nil
    span = nil
    webhooks = []
  }

  /// Keeps the cache small after requests of many strangers.
  func trim() {
    guard contacts.count > Self.contactsMax else { return }
    contacts = contacts.filter { $0.value.isChanged }
    latest = nil
  }
}
