import Foundation
import GRDB
public import GatewayCore

extension ContactLabel {
  /// As the tables have it. Two spellings of one text, with composed or with combining characters,
  /// are equal in Swift, and SQLite compares their bytes.
  var stored: String { Self.stored(text) }

  static func stored(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}

/// The labels of contacts. They belong to the contact's key: a name, which the contact chooses
/// itself, gives none.
extension StoreReader {
  /// The labels of a contact, in order.
  public func contactLabels(of key: ContactKey) throws(StoreError) -> [ContactLabel] {
    try rows(
      """
      SELECT label FROM contact_labels WHERE contact = (SELECT id FROM contacts WHERE key = ?)
      ORDER BY label
      """, [key.data]
    ) { ContactLabel($0[0]) }.compactMap(\.self)
  }

  /// The labels of all contacts, in order.
  public func contactLabels() throws(StoreError) -> [ContactKey: [ContactLabel]] {
    let pairs = try rows(
      "SELECT key, label FROM contact_labels JOIN contacts ON id = contact ORDER BY contact, label"
    ) { (key: try $0.key(0), label: ContactLabel($0[1])) }
    return Dictionary(grouping: pairs, by: \.key).mapValues { $0.compactMap(\.label) }
  }

  /// Whether a contact of any state has it.
  public func isInUse(_ label: ContactLabel) throws(StoreError) -> Bool {
    try row("SELECT 1 FROM contact_labels WHERE label = ? LIMIT 1", [label.stored]) {
      $0[0] as Int64
    } != nil
  }

  public func countContacts(with label: ContactLabel) throws(StoreError) -> Int {
    try row(
      """
      SELECT count(*) FROM contact_labels JOIN contacts ON id = contact
      WHERE label = ? AND state = 'accepted'
      """, [label.stored]
    ) { $0[0] as Int } ?? 0
  }

  /// The accepted contacts with a label, those that were first seen first.
  public func contactKeys(
    with label: ContactLabel, limit: Int
  ) throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT key FROM contact_labels JOIN contacts ON id = contact
      WHERE label = ? AND state = 'accepted' ORDER BY contact LIMIT ?
      """, [label.stored, limit]
    ) { try $0.key(0) }
  }
}

extension StoreTransaction {
  /// Adds a label to a contact or removes it.
  ///
  /// - Returns: false where the contact has as many labels as it can; nothing is changed then.
  @discardableResult
  public func setLabel(
    _ label: ContactLabel, of key: ContactKey, isSet: Bool
  ) throws(StoreError) -> Bool {
    guard isSet else {
      try run(
        """
        DELETE FROM contact_labels
        WHERE contact = (SELECT id FROM contacts WHERE key = ?) AND label = ?
        """, [key.data, label.stored])
      return true
    }
    let labels = try contactLabels(of: key)
    guard !labels.contains(label) else { return true }
    guard labels.count < ContactLabel.countMax else { return false }
    try run(
      """
      INSERT INTO contact_labels (contact, label) SELECT id, ? FROM contacts WHERE key = ?
      """, [label.stored, key.data])
    return true
  }
}
