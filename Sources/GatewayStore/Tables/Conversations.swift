import GRDB
import GatewayCore

/// The range of a conversation's items: between these numbers, among the items of others.
struct ItemBounds {
  /// The conversation's row, whose number is that of the contact.
  let conversation: Int64
  let first: Int64?
  let last: Int64?
}

extension StoreReader {
  /// - Returns: nil where the contact is unknown.
  func itemBounds(of contact: ContactKey) throws(StoreError) -> ItemBounds? {
    try writeBack(contact)
    return try row(
      """
      SELECT v.id, v.first_item, v.last_item
      FROM contacts c JOIN conversations v ON v.id = c.id WHERE c.key = ?
      """, [contact.data]
    ) { ItemBounds(conversation: $0[0], first: $0[1], last: $0[2]) }
  }
}
