import Foundation
import GRDB
import GatewayCore

/// The bytes of files in a backup: a table of pieces, beside those of the home.
///
/// A part that a contact has not finished is left out: it begins again from its first byte.
struct BackedUpFiles {
  let folder: FileFolder

  private static let table = "backup_files"
  private static let pieceSize = 1 << 20

  /// Writes the bytes of all files that are whole, or wait to be sent, into a copy of the database.
  ///
  /// - Parameter home: the database that was copied, in which a bot may be sealing its files.
  func add(to path: String, of home: any DatabaseReader) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { database in
      // The copy has no name yet: after a crash it is begun anew.
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
      try database.execute(
        sql: """
          CREATE TABLE \(Self.table) (
            item INTEGER NOT NULL, piece INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (item, piece)) STRICT
          """)
      let items = try Row.fetchAll(
        database,
        sql: """
          SELECT item, state, key IS NULL AND record IS NULL FROM files
          WHERE state = 'whole' AND direction = 'in' OR state = 'waiting' AND source IS NULL
          """
      ).map { (id: MessageID($0[0]), state: $0[1] as String, isClear: $0[2] as Bool) }
      for (id, state, isClear) in items {
        // Removed since, or by hand: the row stays.
        let file =
          if isClear { try opened(id, state, forCopy: database, of: home) } else { try? sealed(id) }
        if let file { try add(file, as: id, to: database) }
      }
    }
    try queue.close()
  }

  private func add(_ file: WholeFile, as id: MessageID, to database: Database) throws {
    try database.inTransaction {
      let insert = try database.cachedStatement(sql: "INSERT INTO \(Self.table) VALUES (?, ?, ?)")
      var piece: Int64 = 0
      while true {
        let bytes = try file.read(at: UInt64(piece) * UInt64(Self.pieceSize), count: Self.pieceSize)
        guard !bytes.isEmpty || piece == 0 else { return .commit }
        try insert.execute(arguments: [id.rawValue, piece, Data(bytes)])
        piece += 1
      }
    }
  }

  /// The bytes of a file whose row in the copy is in clear. Where it was sealed since, the copy
  /// gets the row that opens the sealed bytes.
  private func opened(
    _ id: MessageID, _ state: String, forCopy copy: Database, of home: any DatabaseReader
  ) throws -> WholeFile? {
    // Sealed bytes get the file's name after the commit of their row: while the row is in clear,
    // what was opened before is too.
    let file = try? WholeFile(id, in: folder)
    guard let now = try home.unsafeRead({ try SealedRow(id, state, in: $0) }) else { return file }
    guard let bytes = try? sealed(id) else { return nil }
    try now.write(to: copy)
    return bytes
  }

  /// The bytes of a file whose row is sealed: until they have their name they are a part.
  private func sealed(_ id: MessageID) throws(StoreError) -> WholeFile {
    if let part = try? WholeFile(path: folder.partPath(of: id)) { return part }
    return try WholeFile(id, in: folder)
  }

  /// Takes the bytes out of a backup's database, which is a copy already, into the folder.
  ///
  /// - Parameter restored: gets the files, also where this fails.
  /// - Throws: `.corrupt` where a file's bytes have not its hash.
  func take(from database: Database, in home: Home, to restored: inout RestoredFiles) throws {
    guard try database.tableExists(Self.table) else { return }
    let items = try Int64.fetchAll(
      database, sql: "SELECT DISTINCT item FROM \(Self.table) ORDER BY item")
    for item in items { try take(MessageID(item), from: database, to: &restored) }
    // What they held is in the folder now.
    try database.execute(sql: "PRAGMA secure_delete = OFF; DROP TABLE \(Self.table)")
    try TemporaryFiles.place(in: home, for: database) { try database.execute(sql: "VACUUM") }
  }

  private func take(
    _ id: MessageID, from database: Database, to restored: inout RestoredFiles
  ) throws {
    restored.begin(id)
    let file = try IncomingFile(id, in: folder, at: 0, keepsFree: 0)
    let pieces = try Data.fetchCursor(
      database, sql: "SELECT bytes FROM \(Self.table) WHERE item = ? ORDER BY piece",
      arguments: [id.rawValue])
    while let piece = try pieces.next() {
      var bytes = [UInt8](piece)[...]
      try file.write(&bytes)
    }
    let digest = try file.complete()
    let known = try Data.fetchOne(
      database, sql: "SELECT digest FROM files WHERE item = ?", arguments: [id.rawValue])
    if let known, !Vault.isSealed(known, in: .fileDigest), [UInt8](known) != digest {
      throw StoreError.corrupt("the bytes of file \(id.rawValue) are not those of its hash")
    }
  }
}

/// What sealing changes in the row of a file, as it is now, with what opens that.
private struct SealedRow {
  let id: MessageID
  let row: Row
  let envelope: Row?
  let seal: [Row]

  /// What a home has once it is sealed.
  private static let seal = [MetaKey.sealHome, .sealReaders, .workingKey].map(\.rawValue)

  /// - Returns: nil where it is still in clear, or in another state.
  init?(_ id: MessageID, _ state: String, in home: Database) throws {
    let row = try Row.fetchOne(
      home,
      sql: """
        SELECT key, record, size, media_type, digest, position, bytes FROM files
        WHERE item = ? AND state = ? AND (key IS NOT NULL OR record IS NOT NULL)
        """, arguments: [id.rawValue, state])
    guard let row else { return nil }
    self.id = id
    self.row = row
    envelope = try Row.fetchOne(
      home,
      sql: """
        SELECT number, envelope FROM envelopes
        WHERE printf('%016X', number) = hex(substr(?, 3, 8))
        """, arguments: [row["record"] as Data?])
    seal = try Row.fetchAll(
      home, sql: "SELECT name, value FROM meta WHERE name IN (?, ?, ?)",
      arguments: StatementArguments(Self.seal))
  }

  func write(to copy: Database) throws {
    try copy.execute(
      sql: """
        UPDATE files SET key = ?, record = ?2, size = ?, media_type = ?, digest = ?, position = ?,
          bytes = ?, name = CASE WHEN ?2 IS NULL THEN name ELSE '' END
        WHERE item = ?
        """, arguments: StatementArguments(row.databaseValues) + [id.rawValue])
    if let envelope {
      try copy.execute(
        sql: "INSERT OR REPLACE INTO envelopes (number, envelope) VALUES (?, ?)",
        arguments: StatementArguments(envelope.databaseValues))
    }
    // The seal may have come since, too: then the copy is a home whose sealing begins.
    for row in seal {
      try copy.execute(
        sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
        arguments: StatementArguments(row.databaseValues))
    }
    try copy.execute(
      sql: "INSERT OR IGNORE INTO meta (name, value) VALUES (?, x'')",
      arguments: [MetaKey.sealing.rawValue])
  }
}
