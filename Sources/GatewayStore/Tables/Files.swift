import Foundation
import GRDB
public import GatewayCore

/// A file with what only the store and the network half need of it.
public struct StoredFile: Hashable, Sendable {
  public var item: FileItem
  /// The id by which the side that receives it knows it when it is offered again: 32 bytes.
  public var fileID: [UInt8]
  /// As clients define it: 0 for data.
  public var kind: UInt32
  /// Where the owner's file is, until the home has a copy of it.
  public var source: FileSource?
  /// Milliseconds after which one of ours is not sent any more.
  public var lifetime: Int64?
  /// What opens its bytes, sealed for the bot; nil where they are stored as they are, or where they
  /// are sealed to people.
  var key: [UInt8]?

  /// Whether its bytes are sealed, or are to be.
  public var isSealed: Bool { key != nil || item.record != nil }

  /// When one of ours is too old to be sent.
  public var expiresAt: UnixMilliseconds? { lifetime.map { item.at.advanced(byMilliseconds: $0) } }
}

/// Which files to list.
public struct FileFilter: Hashable, Sendable {
  public var contact: ContactKey?
  /// Empty: any.
  public var states: [FileItem.State]
  /// Only those with lower numbers.
  public var before: MessageID?
  public var limit: Int

  public init(
    contact: ContactKey? = nil, states: [FileItem.State] = [], before: MessageID? = nil,
    limit: Int = 100
  ) {
    self.contact = contact
    self.states = states
    self.before = before
    self.limit = limit
  }
}

extension StoreReader {
  public func file(_ id: MessageID) throws(StoreError) -> StoredFile? {
    try files("f.item = ?", [id.rawValue]).first
  }

  /// The newest one of a contact that its client calls so.
  public func file(of contact: ContactKey, fileID: [UInt8]) throws(StoreError) -> StoredFile? {
    try files(
      """
      f.conversation = (SELECT id FROM contacts WHERE key = ?) AND f.file_id = ?
        AND f.direction = 'in' ORDER BY f.item DESC LIMIT 1
      """, [contact.data, fileID.data]
    ).first
  }

  /// Newest first.
  public func files(_ filter: FileFilter) throws(StoreError) -> [FileItem] {
    let states = filter.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try files(
      """
      (?1 IS NULL OR f.conversation = (SELECT id FROM contacts WHERE key = ?1))
        AND f.item < ?2 \(states.isEmpty ? "" : "AND f.state IN (\(states))")
      ORDER BY f.item DESC LIMIT ?3
      """, [filter.contact?.data, filter.before?.rawValue ?? .max, filter.limit]
    ).map(\.item)
  }

  /// Files for a contact that it does not have yet, oldest first.
  public func waitingFiles(of contact: ContactKey, limit: Int) throws(StoreError) -> [StoredFile] {
    try files(
      """
      f.conversation = (SELECT id FROM contacts WHERE key = ?) AND f.state = 'waiting'
      ORDER BY f.item LIMIT ?
      """, [contact.data, limit])
  }

  /// Files that contacts may go on sending, oldest first.
  public func acceptedFiles() throws(StoreError) -> [StoredFile] {
    try files(
      """
      f.item IN (SELECT item FROM files WHERE state IN ('offered', 'accepted', 'waiting'))
        AND f.state = 'accepted' ORDER BY f.item
      """, [])
  }

  /// Files to be sent of which the home has no copy yet, oldest first.
  public func filesToCopy() throws(StoreError) -> [StoredFile] {
    try files(
      """
      f.item IN (SELECT item FROM files WHERE state IN ('offered', 'accepted', 'waiting'))
        AND f.source IS NOT NULL ORDER BY f.item
      """, [])
  }

  /// Contacts with files that they do not have yet.
  public func contactsWithWaitingFiles() throws(StoreError) -> [ContactKey] {
    try rows(
      """
      SELECT key FROM contacts WHERE id IN (
        SELECT conversation FROM files WHERE state = 'waiting') ORDER BY id
      """
    ) { try $0.key(0) }
  }

  /// Files of a contact that were offered and are not over, oldest first.
  public func openFiles(of contact: ContactKey) throws(StoreError) -> [MessageID] {
    try rows(
      """
      SELECT item FROM files WHERE conversation = (SELECT id FROM contacts WHERE key = ?)
        AND state IN ('offered', 'accepted') ORDER BY item
      """, [contact.data]
    ) { MessageID($0[0]) }
  }

  /// The bytes that a contact's files take, or may take once they are here; and those of all.
  public func fileBytes(
    of contact: ContactKey
  ) throws(StoreError) -> (ofContact: Int64, ofAll: Int64) {
    let sums = try row(
      """
      SELECT ifnull(sum(bytes), 0), ifnull(sum(bytes) FILTER (WHERE conversation = (
        SELECT id FROM contacts WHERE key = ?)), 0)
      FROM files INDEXED BY files_stored WHERE direction = 'in' AND bytes > 0
      """, [contact.data]
    ) { (ofAll: $0[0] as Int64, ofContact: $0[1] as Int64) }
    return (sums?.ofContact ?? 0, sums?.ofAll ?? 0)
  }

  /// Bytes that accepted files still need on the disk.
  public func fileBytesToCome() throws(StoreError) -> Int64 {
    try row(
      "SELECT ifnull(sum(max(bytes - position, 0)), 0) FROM files WHERE state = 'accepted'"
    ) { $0[0] as Int64 } ?? 0
  }

  /// When the next of our files is too old to be sent.
  public func nextFileExpiry() throws(StoreError) -> UnixMilliseconds? {
    try row("SELECT min(at + lifetime) FROM files WHERE state = 'waiting'") {
      ($0[0] as Int64?).map(UnixMilliseconds.init)
    } ?? nil
  }

  /// What seals and opens the bytes of a file that is under way; nil where they are stored as they
  /// are.
  ///
  /// - Throws: `.sealed` where they are for people, or where they would stand in clear in a home
  ///   that is sealed.
  public func segments(of id: MessageID) throws(StoreError) -> (any SegmentSealer)? {
    guard let file = try file(id) else { throw .unknownMessage }
    if let key = file.key { return try vault.segments(key, row: id.rawValue) }
    guard file.item.record == nil, !isToBeSealed(file) else { throw .sealed(.fileKey) }
    return nil
  }

  /// Nothing more may be written in clear. A copy from before the seal is read as it is until it is
  /// sealed.
  private func isToBeSealed(_ file: StoredFile) -> Bool {
    guard vault.sealer?.seals == true else { return false }
    return [.offered, .accepted].contains(file.item.state)
      || file.item.state == .waiting && file.source != nil
  }

  private func files(
    _ condition: String, _ arguments: StatementArguments
  ) throws(StoreError) -> [StoredFile] {
    try rows(
      """
      SELECT f.item, c.key, f.direction, f.name, f.size, f.state, f.failure, f.position,
        f.media_type, f.digest, f.at, f.file_id, f.kind, f.source, f.lifetime, f.record, f.key
      FROM files f JOIN contacts c ON c.id = f.conversation WHERE \(condition)
      """, arguments, decode: file)
  }

  private func file(_ row: Row) throws -> StoredFile {
    let digest = try (row[9] as Data?).map { [UInt8](try vault.bytes($0, of: .fileDigest)) }
    var item = FileItem(
      id: MessageID(row[0]), contact: try row.key(1), direction: try row.word(2),
      name: FileName(try row.text(3, of: .fileName, vault) ?? ""),
      size: (row[4] as Int64?).map(UInt64.init(clamping:)), state: try row.word(5),
      position: UInt64(clamping: row[7] as Int64), type: row[8], digest: digest, at: row.time(10))
    item.failure = row.hasNull(atIndex: 6) ? nil : try row.word(6)
    item.record = try (row[15] as Data?).map { data in
      guard Vault.isSealed(data, in: .fileRecord) else {
        throw StoreError.corrupt("a file's record is not sealed")
      }
      return [UInt8](data.dropFirst())
    }
    item.isAvatar = row[12] as Int64 == Int64(Avatar.fileKind)
    return StoredFile(
      item: item, fileID: row.bytes(11), kind: UInt32(truncatingIfNeeded: row[12] as Int64),
      source: try row.text(13, of: .fileSource, vault).flatMap(FileSource.init(stored:)),
      lifetime: row[14], key: (row[16] as Data?).map { [UInt8]($0) })
  }
}

extension FileSource {
  /// As the column has it.
  var stored: String {
    switch self {
    case .path(let path): "path \(path)"
    case .stored(let id): "file \(id.rawValue)"
    }
  }

  init?(stored text: String) {
    let value = text.dropFirst(5)
    if text.hasPrefix("path ") {
      self = .path(String(value))
    } else if text.hasPrefix("file "), let number = Int64(value) {
      self = .stored(MessageID(number))
    } else {
      return nil
    }
  }
}
