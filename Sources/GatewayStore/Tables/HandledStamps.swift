import Foundation
import GRDB
public import GatewayCore

/// Ids of handled messages: a message that its contact sends again is recognized by its id, however
/// often it is sent and whichever process ended in between.
public enum HandledStamps {
  /// Ids that are remembered of one contact: as many as one session can have messages that wait to
  /// be acknowledged. A client sends again the messages for which an ended session has no
  /// acknowledgement, and there are no more of them than that. About 300 KB for a contact that
  /// writes all the time.
  public static let countMax: Int64 = 4_096
  /// Days after which an id is forgotten: a phone may be switched off for long, but hardly for a
  /// year, with a message that it still wants to send.
  public static let daysMax: Int64 = 366
}

extension StoreTransaction {
  /// Whether the contact's newest message had a stamp: then our texts get one too.
  public func stampsTexts(_ contact: ContactKey) throws(StoreError) -> Bool {
    try batchContact(contact)?.stampsTexts ?? false
  }

  /// Notes whether a message of the contact had a stamp. Where its former messages had one and this
  /// one has none, it came from another client, which would show the stamps of our texts as
  /// garbage: they are removed from the messages in the outbox.
  ///
  /// - Returns: whether the contact stopped using stamps.
  public func noteStamping(
    _ isStamped: Bool, by contact: ContactKey
  ) throws(StoreError) -> Bool {
    guard let known = try batchContact(contact), known.stampsTexts != isStamped else {
      return false
    }
    known.stampsTexts = isStamped
    noteChange(of: known)
    guard !isStamped else { return false }
    cache.held.answers.takeOffStamps(of: contact)
    try run(
      "UPDATE outbox SET stamp = NULL, stamp_seconds = NULL WHERE conversation = ?", [known.rowID])
    return true
  }

  /// Whether a message with this stamp was handled before.
  public func isHandled(
    _ stamp: MessageStamp, from contact: ContactKey
  ) throws(StoreError) -> Bool {
    if cache.held.stamps.contains(stamp, from: contact) { return true }
    guard let known = try batchContact(contact), known.stampCount > 0 else { return false }
    return try row(
      "SELECT 1 FROM handled_stamps WHERE contact = ? AND stamp = ?",
      [known.rowID, Data(stamp.id)]
    ) { _ in true } ?? false
  }

  /// Remembers the stamp of a message that is being handled.
  public func rememberHandled(
    _ stamp: MessageStamp, from contact: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) {
    guard let known = try batchContact(contact) else { return }
    guard vault.writes(.itemContent) else { return cache.held.stamps.add(stamp, from: contact) }
    known.stampCount += 1
    noteChange(of: known)
    try run(
      "INSERT INTO handled_stamps (contact, number, stamp, day) VALUES (?, ?, ?, ?)",
      [known.rowID, known.stampCount, Data(stamp.id), now.day])
    guard known.stampCount > HandledStamps.countMax else { return }
    try run(
      "DELETE FROM handled_stamps WHERE contact = ? AND number <= ?",
      [known.rowID, known.stampCount - HandledStamps.countMax])
  }

  /// Forgets ids that no client sends again, at most so many rows.
  ///
  /// - Returns: the number of rows.
  public func forgetStamps(rows: Int, now: UnixMilliseconds) throws(StoreError) -> Int {
    try run(
      """
      DELETE FROM handled_stamps WHERE (contact, number) IN (
        SELECT contact, number FROM handled_stamps WHERE day < ? LIMIT ?)
      """, [now.day - HandledStamps.daysMax, rows])
  }
}

extension UnixMilliseconds {
  fileprivate var day: Int64 { rawValue / 86_400_000 }
}
