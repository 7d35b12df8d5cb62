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
    return id
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
    try run("UPDATE items SET in_inbox = 1 WHERE id = ? AND kind = 'file'", [id.rawValue])
  }

  /// - Parameter bytes: what it may take of the disk.
  /// - Returns: whether it was offered, and is accepted now.
  public func acceptFile(_ id: MessageID, bytes: Int64) throws(StoreError) -> Bool {
    try run(
      "UPDATE files SET state = 'accepted', bytes = ? WHERE item = ? AND state = 'offered'",
      [min(bytes, Self.countedBytesMax), id.rawValue]) > 0
  }

  /// The side that receives it does not want it, or a limit forbids it.
  ///
  /// - Returns: whether it was open.
  public func refuseFile(
    _ id: MessageID, because failure: FileFailure
  ) throws(StoreError) -> Bool {
    try close(id, as: .refused, because: failure)
  }

  /// It ends before it is whole.
  ///
  /// - Returns: whether it was open.
  public func endFile(_ id: MessageID, because failure: FileFailure) throws(StoreError) -> Bool {
    try close(id, as: .ended, because: failure)
  }

  private func close(
    _ id: MessageID, as state: FileItem.State, because failure: FileFailure
  ) throws(StoreError) -> Bool {
    try run(
      """
      UPDATE files SET state = ?, failure = ?, bytes = 0, source = NULL
      WHERE item = ? AND state IN ('offered', 'accepted', 'waiting')
      """, [state.rawValue, failure.rawValue, id.rawValue]) > 0
  }

  /// So many bytes of an inbound file are durable.
  public func noteFile(
    _ id: MessageID, position: UInt64, type: String?
  ) throws(StoreError) {
    try run(
      """
      UPDATE files SET position = ?, media_type = ifnull(?, media_type)
      WHERE item = ? AND state = 'accepted'
      """, [Int64(clamping: position), type, id.rawValue])
  }

  /// An inbound file is whole and durable.
  ///
  /// - Returns: whether it was accepted, and is whole now.
  public func completeFile(
    _ id: MessageID, size: UInt64, digest: [UInt8], type: String?
  ) throws(StoreError) -> Bool {
    try run(
      """
      UPDATE files SET state = 'whole', size = ?1, position = ?1, bytes = ?1, digest = ?2,
        media_type = ?3
      WHERE item = ?4 AND state = 'accepted'
      """,
      [
        Int64(clamping: size), vault.put(digest, in: .fileDigest), type, id.rawValue,
      ]) > 0
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
  /// - Returns: whether it waited.
  public func markFileSent(_ id: MessageID) throws(StoreError) -> Bool {
    try run(
      """
      UPDATE files SET state = 'whole', bytes = 0, position = coalesce(size, position)
      WHERE item = ? AND state = 'waiting'
      """, [id.rawValue]) > 0
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
        return try refuseFile(id, because: .cancelled) ? id : nil
      }
      return try endFile(id, because: .cancelled) ? id : nil
    case .cancel(let id): return try endFile(id, because: .cancelled) ? id : nil
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
