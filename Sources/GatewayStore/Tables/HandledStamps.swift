import Foundation
import GRDB
public import GatewayCore

/// By which a message that was handled is known when its contact sends it again, however often and
/// whatever ended in between.
public enum HandledStamps {
  /// Ids of one contact that are remembered, as many as there can be messages of a session that wait
  /// to be acknowledged: a client sends again what an ended session left without its word, and no
  /// more than that can be left. About 300 KB for a contact that writes all the time.
  public static let countMax: Int64 = 4_096
  /// Days after which an id is forgotten: a phone may lie in a drawer for long, but hardly a year,
  /// with a message that it still wants to send.
  public static let daysMax: Int64 = 366
}

extension StoreTransaction {
  /// Whether the contact's newest message had a stamp: then ours get one.
  public func stampsTexts(_ contact: ContactKey) throws(StoreError) -> Bool {
    try batchContact(contact)?.stampsTexts ?? false
  }

  /// Notes whether a message of the contact had a stamp. Where its former ones had and this one has
  /// not, it came from another client, which would show the stamps of our texts as garbage: they
  /// are taken off what waits.
  ///
  /// - Returns: whether it was such a change.
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

  /// A message with this stamp is being handled.
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

  /// Forgets ids that no client sends again any more, at most so many rows.
  ///
  /// - Returns: how many.
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
