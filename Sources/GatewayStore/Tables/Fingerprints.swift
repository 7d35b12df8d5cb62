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

/// Fingerprints of received items: they identify a repetition even after the content is erased.
extension StoreReader {
  /// The newest items of a contact that may lack an acknowledgement of ours, because the bot
  /// stopped between commit and acknowledgement; and the acknowledged items before them, as far as
  /// the limit allows. In order of arrival; none where all are acknowledged.
  ///
  /// An item is left out once `numbersSearched` newer items of all contacts follow it.
  ///
  /// - Parameters:
  ///   - limit: the maximum number of items.
  ///   - fingerprint: for items of older versions, which stored none, as far as they can be read.
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
      SELECT i.id, i.at, f.value, i.kind, CASE WHEN f.value IS NULL THEN i.content END
      FROM items i LEFT JOIN fingerprints f ON f.item = i.id
      WHERE i.id > ? AND i.id <= ? AND i.conversation = ? AND i.direction = 'in'
      ORDER BY i.id DESC LIMIT ?
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
    let content = vault.content(row[4], of: .itemContent)
    guard case .plain(let text) = content else { return nil }
    return fingerprint(text, try row.word(3))
  }

  /// There is no index by contact, so this limits the time: a few milliseconds.
  fileprivate static var numbersSearched: Int64 { 16_384 }
}

extension StoreTransaction {
  func remember(_ fingerprint: Fingerprint, of item: MessageID) {
    pending.fingerprints.append(
      PendingRows.FingerprintRow(
        item: item.rawValue, value: Int64(bitPattern: fingerprint.rawValue)))
  }

  /// Forgets the fingerprints of items that are no longer searched for: a thousand numbers at a
  /// time, so that the cost per message is negligible.
  func trimFingerprints(last item: Int64) throws(StoreError) {
    guard item - (cache.fingerprintsTrimmedAt ?? 0) >= Self.numbersPerTrim else { return }
    try run("DELETE FROM fingerprints WHERE item <= ?", [item - Self.numbersSearched])
    cache.fingerprintsTrimmedAt = item
  }

  private static var numbersPerTrim: Int64 { 1_024 }
}
