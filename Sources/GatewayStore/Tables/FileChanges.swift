import Foundation
import GRDB
public import GatewayCore

/// A file that a contact offers, or that is to be sent to one.
public struct NewFile: Hashable, Sendable {
  public var contact: ContactKey
  public var name: FileName
  /// In bytes; nil for a stream, or where it is not known yet.
  public var size: UInt64?
  /// The id by which the side that receives it knows it when it is offered again: 32 bytes.
  public var fileID: [UInt8]
  public var kind: UInt32

  public init(
    contact: ContactKey, name: FileName, size: UInt64?, fileID: [UInt8], kind: UInt32 = 0
  ) {
    self.contact = contact
    self.name = name
    self.size = size
    self.fileID = fileID
    self.kind = kind
  }
}

/// Files come, change their state and end. A change that the state does not allow changes nothing.
extension StoreTransaction {
  /// Adds a file that a contact offers.
  ///
  /// - Returns: nil where the contact is unknown, or where content is held: such a home takes none.
  public func addOffered(_ file: NewFile, now: UnixMilliseconds) throws(StoreError) -> MessageID? {
    try add(file, direction: .inbound, state: .offered, inInbox: false, now: now)
  }

  /// Adds a file for a contact, which waits until the home has a copy of it.
  ///
  /// - Parameters:
  ///   - message: the message that it answers, if any: it is forgotten with it.
  ///   - inInbox: whether a person sends it.
  ///   - lifetime: milliseconds after which it is not sent any more, if any.
  /// - Returns: nil where the contact is unknown, or where content is held.
  public func addOutgoing(
    _ file: NewFile, from source: FileSource, answers message: MessageID? = nil, inInbox: Bool,
    lifetime: Int64? = nil, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    let id = try add(
      file, direction: .outbound, state: .waiting, inInbox: inInbox, answers: message, now: now)
    guard let id else { return nil }
    try run(
      "UPDATE files SET source = CAST(? AS TEXT), lifetime = ? WHERE item = ?",
      [vault.put(source.stored, in: .fileSource)?.data, lifetime, id.rawValue])
    try setNewKey(of: id)
    return id
  }

  /// Gives the bytes of a file a key, where they are to be sealed, and otherwise none.
  public func setNewKey(of id: MessageID) throws(StoreError) {
    let key = vault.newFileKey(row: id.rawValue)?.data
    try run("UPDATE files SET key = ? WHERE item = ?", [key, id.rawValue])
  }

  /// An accepted file begins again from its first byte, sealed or not as the home is now.
  public func beginFileAgain(_ id: MessageID) throws(StoreError) {
    try run("UPDATE files SET position = 0, media_type = NULL WHERE item = ?", [id.rawValue])
    try setNewKey(of: id)
  }

  /// The name that the contact sees: the given one, or that of the source.
  public func name(
    _ given: String?, of source: FileSource
  ) throws(StoreError) -> FileName {
    if let given { return FileName(given) }
    switch source {
    case .path(let path): return FileName(path.split(separator: "/").last.map(String.init) ?? "")
    case .stored(let id): return try file(id)?.item.name ?? FileName("")
    }
  }

  /// A random id for a file of ours.
  public static func newFileID() -> [UInt8] {
    var entropy = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }
  }

  private func add(
    _ file: NewFile, direction: Item.Direction, state: FileItem.State, inInbox: Bool,
    answers message: MessageID? = nil, now: UnixMilliseconds
  ) throws(StoreError) -> MessageID? {
    guard let known = try batchContact(file.contact),
      vault.writes(.itemContent)
    else { return nil }
    let id = try nextMessageID()
    let row = id.rawValue
    guard let content = vault.put(file.name.claimed, in: .itemContent, row: row),
      let name = vault.put(file.name.claimed, in: .fileName)
    else { return nil }
    countBytes(2 * file.name.claimed.utf8.count)
    try append(
      PendingRows.ItemRow(
        id: id.rawValue, conversation: known.rowID, direction: direction, kind: .file,
        content: content, at: now, inInbox: inInbox, answers: message?.rawValue),
      of: known)
    try run(
      """
      INSERT INTO files (item, conversation, direction, state, name, file_id, kind, size, at)
      VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?)
      """,
      [
        id.rawValue, known.rowID, direction.rawValue, state.rawValue, name.data, file.fileID.data,
        Int64(file.kind), file.size.map { Int64(clamping: $0) }, now.rawValue,
      ])
    return id
  }

  /// A rule or a person puts a file into the inbox.
  public func keepFile(_ id: MessageID) throws(StoreError) {
    let found = try row(
      """
      SELECT c.key, m.at FROM items m JOIN contacts c ON c.id = m.conversation
      WHERE m.id = ? AND m.kind = 'file' AND m.direction = 'in' AND NOT m.in_inbox
      """, [id.rawValue]
    ) { (key: try $0.key(0), at: $0.time(1)) }
    try run("UPDATE items SET in_inbox = 1 WHERE id = ? AND kind = 'file'", [id.rawValue])
    guard let found, let known = try batchContact(found.key) else { return }
    try noteKept(id.rawValue, .inbound, of: known, at: found.at)
  }

  /// - Parameter bytes: what it may take of the disk.
  /// - Returns: whether it was offered, and is accepted now.
  public func acceptFile(_ id: MessageID, bytes: Int64) throws(StoreError) -> Bool {
    let isAccepted =
      try run(
        "UPDATE files SET state = 'accepted', bytes = ? WHERE item = ? AND state = 'offered'",
        [min(bytes, Self.countedBytesMax), id.rawValue]) > 0
    if isAccepted { try setNewKey(of: id) }
    return isAccepted
  }

  /// The side that receives it does not want it, or a limit forbids it.
  ///
  /// - Returns: the file as it is now; nil where it was not open.
  public func refuseFile(
    _ id: MessageID, because failure: FileFailure
  ) throws(StoreError) -> FileItem? {
    try close(id, as: .refused, because: failure)
  }

  /// It ends before it is whole.
  ///
  /// - Returns: the file as it is now; nil where it was not open.
  public func endFile(
    _ id: MessageID, because failure: FileFailure
  ) throws(StoreError) -> FileItem? {
    try close(id, as: .ended, because: failure)
  }

  private func close(
    _ id: MessageID, as state: FileItem.State, because failure: FileFailure
  ) throws(StoreError) -> FileItem? {
    let isClosed =
      try run(
        """
        UPDATE files SET state = ?, failure = ?, bytes = 0, source = NULL, key = NULL
        WHERE item = ? AND state IN ('offered', 'accepted', 'waiting')
        """, [state.rawValue, failure.rawValue, id.rawValue]) > 0
    return isClosed ? try settled(id, hasBytes: false) : nil
  }

  /// So many bytes of an inbound file are durable.
  ///
  /// - Parameter type: stored at the end only where the file is sealed.
  public func noteFile(
    _ id: MessageID, position: UInt64, type: String?
  ) throws(StoreError) {
    try run(
      """
      UPDATE files SET position = ?1,
        media_type = CASE WHEN key IS NULL THEN ifnull(?2, media_type) END
      WHERE item = ?3 AND state = 'accepted'
      """, [Int64(clamping: position), type, id.rawValue])
  }

  /// An inbound file is whole and durable.
  ///
  /// - Returns: the file as it is now; nil where it was not accepted.
  public func completeFile(
    _ id: MessageID, size: UInt64, digest: [UInt8], type: String?
  ) throws(StoreError) -> FileItem? {
    let isWhole =
      try run(
        """
        UPDATE files SET state = 'whole', size = ?1, position = ?1, bytes = ?1, digest = ?2,
          media_type = ?3
        WHERE item = ?4 AND state = 'accepted'
        """,
        [
          Int64(clamping: size), vault.put(digest, in: .fileDigest), type, id.rawValue,
        ]) > 0
    return isWhole ? try settled(id, hasBytes: true) : nil
  }

  /// The home has a copy of a file that is to be sent.
  ///
  /// - Returns: whether it still waits.
  public func noteFileStored(
    _ id: MessageID, size: UInt64, digest: [UInt8], type: String?
  ) throws(StoreError) -> Bool {
    try run(
      """
      UPDATE files SET size = ?1, bytes = ?1, digest = ?2, media_type = ?3, source = NULL
      WHERE item = ?4 AND state = 'waiting'
      """,
      [
        Int64(clamping: size), vault.put(digest, in: .fileDigest), type, id.rawValue,
      ]) > 0
  }

  /// The contact has a file of ours, whose bytes then leave the home.
  ///
  /// - Returns: the file as it is now; nil where it did not wait.
  public func markFileSent(_ id: MessageID) throws(StoreError) -> FileItem? {
    let isSent =
      try run(
        """
        UPDATE files SET state = 'whole', bytes = 0, position = coalesce(size, position),
          key = NULL
        WHERE item = ? AND state = 'waiting'
        """, [id.rawValue]) > 0
    return isSent ? try settled(id, hasBytes: false) : nil
  }

  /// The file, which is over. Where the home is sealed people alone can read from now on what it
  /// was: the key of its bytes, and what the bot knew of it, leave the row.
  func settled(_ id: MessageID, hasBytes: Bool) throws(StoreError) -> FileItem? {
    guard let file = try file(id) else { return nil }
    var item = file.item
    guard vault.seals, file.key != nil || !hasBytes else { return item }
    let details = SealedFileRecord(
      name: item.name, size: item.size, type: item.type, digest: item.digest)
    let record = try vault.fileRecord(
      details.bytes, key: hasBytes ? file.key : nil, row: id.rawValue)
    try run(
      """
      UPDATE files SET record = ?1, key = NULL, name = '', size = NULL, media_type = NULL,
        digest = NULL, position = 0,
        bytes = CASE WHEN bytes > 0 THEN ?2 ELSE 0 END
      WHERE item = ?3
      """,
      [
        record.data, Int64(clamping: FileSegments.storedSize(of: item.size ?? 0)), id.rawValue,
      ])
    item.record = Array(record.dropFirst())
    return item
  }

  /// Does with a file what can be done while no bot runs; the next run does the rest.
  ///
  /// - Returns: the file, where its bytes are not needed any more.
  public func carryOut(_ request: FileRequest) throws(StoreError) -> MessageID? {
    switch request {
    case .accept(let id):
      let bytes = try file(id)?.item.size.map { Int64(clamping: $0) }
      _ = try acceptFile(id, bytes: bytes ?? 0)
      return nil
    case .refuse(let id, _):
      if try file(id)?.item.state == .offered {
        return try refuseFile(id, because: .cancelled)?.id
      }
      return try endFile(id, because: .cancelled)?.id
    case .cancel(let id): return try endFile(id, because: .cancelled)?.id
    case .send: return nil
    }
  }

  /// The bytes that one file counts for at most: more than any disk has, so that sums stay sums.
  private static var countedBytesMax: Int64 { 1 << 50 }

  /// Our files that are too old to be sent.
  public func expireFiles(now: UnixMilliseconds, limit: Int) throws(StoreError) -> [MessageID] {
    try rows(
      """
      SELECT item FROM files WHERE state = 'waiting' AND at + lifetime <= ?
      ORDER BY item LIMIT ?
      """, [now.rawValue, limit]
    ) { MessageID($0[0]) }
  }
}

extension [UInt8] {
  var data: Data { Data(self) }
}
