import Foundation
import GRDB
public import GatewayCore

/// Answers that members of the staff have begun. Only their author sees them.
extension StoreReader {
  /// - Returns: nil where the author has begun none.
  /// - Throws: `.sealed` where the key is not here.
  public func draft(by author: String, for contact: ContactKey) throws(StoreError) -> String? {
    try row(
      """
      SELECT id, content FROM drafts
      WHERE author = ? AND conversation = (SELECT id FROM contacts WHERE key = ?)
      """, [author, contact.data]
    ) { row in try vault.text(row[1], of: .draftContent, row: row[0]) }
  }
}

extension StoreTransaction {
  /// Keeps what the author has begun, in place of what it began before.
  ///
  /// - Returns: false where the contact is unknown, or where content is held.
  public func setDraft(
    _ text: String, for contact: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) -> Bool {
    guard vault.writes(.draftContent), let known = try batchContact(contact) else { return false }
    try run(
      """
      INSERT INTO drafts (author, conversation, at, content) VALUES (?1, ?2, ?3, x'')
      ON CONFLICT (author, conversation) DO UPDATE SET at = ?3
      """, [author.name, known.rowID, now.rawValue])
    let id = try row(
      "SELECT id FROM drafts WHERE author = ? AND conversation = ?", [author.name, known.rowID]
    ) { $0[0] as Int64 }
    guard let id, let content = vault.put(text, in: .draftContent, row: id) else { return false }
    try run("UPDATE drafts SET content = ? WHERE id = ?", [content.data, id])
    return true
  }

  /// - Parameter isSent: whether its text is kept as an answer, so that no trace of it has to go.
  public func removeDraft(for contact: ContactKey, isSent: Bool) throws(StoreError) {
    let count = try run(
      """
      DELETE FROM drafts
      WHERE author = ? AND conversation = (SELECT id FROM contacts WHERE key = ?)
      """, [author.name, contact.data])
    if count > 0, !isSent { try oweRewriting() }
  }
}
