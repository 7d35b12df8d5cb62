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
  func add(to path: String) throws {
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
      let items = try Int64.fetchAll(
        database,
        sql: """
          SELECT item FROM files WHERE state = 'whole' AND direction = 'in'
            OR state = 'waiting' AND source IS NULL
          """)
      for item in items { try add(MessageID(item), to: database) }
    }
    try queue.close()
  }

  private func add(_ id: MessageID, to database: Database) throws {
    // Removed since, or by hand: the row stays.
    guard let file = try? WholeFile(id, in: folder) else { return }
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

  /// Takes the bytes out of a backup's database, which is a copy already, into the folder.
  ///
  /// - Throws: `.corrupt` where a file's bytes have not its hash.
  func take(from database: Database, in home: Home) throws {
    guard try database.tableExists(Self.table) else { return }
    let items = try Int64.fetchAll(
      database, sql: "SELECT DISTINCT item FROM \(Self.table) ORDER BY item")
    for item in items { try take(MessageID(item), from: database) }
    // What they held is in the folder now.
    try database.execute(sql: "PRAGMA secure_delete = OFF; DROP TABLE \(Self.table)")
    try TemporaryFiles.place(in: home, for: database) { try database.execute(sql: "VACUUM") }
  }

  private func take(_ id: MessageID, from database: Database) throws {
    folder.remove(id)
    let file = try IncomingFile(id, in: folder, at: 0, keepsFree: 0)
    let pieces = try Data.fetchCursor(
      database, sql: "SELECT bytes FROM \(Self.table) WHERE item = ? ORDER BY piece",
      arguments: [id.rawValue])
    while let piece = try pieces.next() {
      var bytes = [UInt8](piece)[...]
      try file.write(&bytes)
    }
    let digest = try file.finish()
    let known = try Data.fetchOne(
      database, sql: "SELECT digest FROM files WHERE item = ?", arguments: [id.rawValue])
    if let known, !Vault.isSealed(known, in: .fileDigest), [UInt8](known) != digest {
      throw StoreError.corrupt("the bytes of file \(id.rawValue) are not those of its hash")
    }
  }
}
