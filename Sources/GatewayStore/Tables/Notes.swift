import Foundation
import GRDB
public import GatewayCore

/// Notes of the owner's people on conversations. No rule reads them, and nothing sends them.
extension StoreReader {
  /// The notes on a conversation, oldest first.
  public func notes(
    on contact: ContactKey, after: MessageID = MessageID(0), limit: Int
  ) throws(StoreError) -> [StaffNote] {
    try rows(
      """
      SELECT n.id, c.key, c.codename, n.author, n.at, n.content
      FROM notes n JOIN contacts c ON c.id = n.conversation
      WHERE n.conversation = (SELECT id FROM contacts WHERE key = ?) AND n.id > ?
      ORDER BY n.id LIMIT ?
      """, [contact.data, after.rawValue, limit], decode: note)
  }

  public func countNotes(on contact: ContactKey) throws(StoreError) -> Int {
    try row(
      """
      SELECT count(*) FROM notes WHERE conversation = (SELECT id FROM contacts WHERE key = ?)
      """, [contact.data]
    ) { $0[0] as Int } ?? 0
  }

  public func note(_ id: MessageID) throws(StoreError) -> StaffNote? {
    try row(
      """
      SELECT n.id, c.key, c.codename, n.author, n.at, n.content
      FROM notes n JOIN contacts c ON c.id = n.conversation WHERE n.id = ?
      """, [id.rawValue], decode: note)
  }

  private func note(_ row: Row) throws -> StaffNote {
    StaffNote(
      id: MessageID(row[0]),
      conversation: Conversation(with: try row.key(1), codename: Codename(text: row[2])),
      author: row[3], at: row.time(4),
      content: vault.content(row[5], of: .noteContent, row: row[0]))
  }
}

extension StoreTransaction {
  /// - Returns: the note; nil where the contact is unknown, or where content is held.
  public func addNote(
    _ text: String, on contact: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) -> StaffNote? {
    guard vault.writes(.noteContent), let known = try batchContact(contact) else { return nil }
    let id = try nextMessageID()
    guard let content = vault.put(text, in: .noteContent, row: id.rawValue) else { return nil }
    countBytes(text.utf8.count)
    try run(
      "INSERT INTO notes (id, conversation, author, at, content) VALUES (?, ?, ?, ?, ?)",
      [id.rawValue, known.rowID, author.name, now.rawValue, content.data])
    return try note(id)
  }

  /// - Returns: whether there was such a note.
  public func eraseNote(_ id: MessageID) throws(StoreError) -> Bool {
    guard try run("DELETE FROM notes WHERE id = ?", [id.rawValue]) > 0 else { return false }
    try oweRewriting()
    return true
  }
}
