import Foundation
import GRDB
public import GatewayCore

/// An item of a contact, with what tells a repetition of it.
public struct TakenItem: Hashable, Sendable {
  public var id: MessageID
  public var fingerprint: Fingerprint
  public var at: UnixMilliseconds
  /// The contact certainly has our acknowledgement.
  public var isAcknowledged: Bool
}

/// A keyed hash of a text and its kind. The key is the home's own.
public typealias Fingerprinting = (String, InboundMessage.Kind) -> Fingerprint

/// Fingerprints of what was taken: they tell a repetition whatever has become of the content.
extension StoreReader {
  /// The newest items of a contact that may lack an acknowledgement of ours, because we went away
  /// between commit and acknowledgement; among them those before, which it has. In order of arrival,
  /// and none where all are acknowledged.
  ///
  /// Not among them are those behind which `numbersSearched` items of all contacts came.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - fingerprint: for items of older versions, which wrote none, as far as they can be read.
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

  /// There is no index by contact, so this bounds the time: some milliseconds.
  fileprivate static var numbersSearched: Int64 { 16_384 }
}

extension StoreTransaction {
  func remember(_ fingerprint: Fingerprint, of item: MessageID) {
    pending.fingerprints.append(
      PendingRows.FingerprintRow(
        item: item.rawValue, value: Int64(bitPattern: fingerprint.rawValue)))
  }

  /// Forgets the fingerprints of items that nothing looks for any more: a thousand numbers at a time,
  /// so that it costs each message next to nothing.
  func trimFingerprints(last item: Int64) throws(StoreError) {
    guard item - (cache.fingerprintsTrimmedAt ?? 0) >= Self.numbersPerTrim else { return }
    try run("DELETE FROM fingerprints WHERE item <= ?", [item - Self.numbersSearched])
    cache.fingerprintsTrimmedAt = item
  }

  private static var numbersPerTrim: Int64 { 1_024 }
}
