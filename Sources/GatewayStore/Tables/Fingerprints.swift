import Foundation
import GRDB
public import GatewayCore

/// An item of a contact, with the fingerprint by which a repetition is recognized.
public struct TakenItem: Hashable, Sendable {
  public var id: MessageID
  public var fingerprint: Fingerprint
  public var at: UnixMilliseconds
  /// The contact certainly has our acknowledgement.
  public var isAcknowledged: Bool
}

/// A keyed hash of a text and its kind. The key belongs to the home.
public typealias Fingerprinting = (String, InboundMessage.Kind) -> Fingerprint

/// Received items that may come again.
extension StoreReader {
  /// The newest items of a contact that may lack an acknowledgement of ours, because the bot
  /// stopped between commit and acknowledgement; and the acknowledged items before them, as far as
  /// the limit allows. In order of arrival; none where all are acknowledged.
  ///
  /// An item is left out once `numbersSearched` newer items of all contacts follow it.
  ///
  /// - Parameters:
  ///   - limit: the maximum number of items.
  ///   - fingerprint: for items that were stored without one, as far as they can be read.
  public func doubtfulItems(
    of contact: ContactKey, limit: Int, fingerprint: Fingerprinting
  ) throws(StoreError) -> [TakenItem] {
    try writeBack(contact)
    let known = try row(
      """
      SELECT v.id, v.acknowledged, v.last_received
      FROM contacts c JOIN conversations v ON v.id = c.id WHERE c.key = ?
      """, [contact.data]
    ) { (id: $0[0] as Int64, acknowledged: $0[1] as Int64, last: $0[2] as Int64) }
    guard let known, known.acknowledged < known.last else { return [] }
    return try rows(
      """
      SELECT id, at, fingerprint, kind, CASE WHEN fingerprint IS NULL THEN content END
      FROM items
      WHERE id > ? AND id <= ? AND conversation = ? AND direction = 'in' AND kind <> 'file'
      ORDER BY id DESC LIMIT ?
      """, [known.last - Self.numbersSearched, known.last, known.id, limit]
    ) { row -> TakenItem? in
      guard let digest = try digest(in: row, by: fingerprint) else { return nil }
      return TakenItem(
        id: MessageID(row[0]), fingerprint: digest, at: row.time(1),
        isAcknowledged: row[0] <= known.acknowledged)
    }.compactMap(\.self).reversed()
  }

  private func digest(in row: Row, by fingerprint: Fingerprinting) throws -> Fingerprint? {
    if let value = row[2] as Int64? { return Fingerprint(UInt64(bitPattern: value)) }
    let content = vault.content(row[4], of: .itemContent, row: row[0])
    guard case .plain(let text) = content else { return nil }
    return fingerprint(text, try row.word(3))
  }

  /// There is no index by contact, so this limits the time: a few milliseconds.
  private static var numbersSearched: Int64 { 16_384 }
}
