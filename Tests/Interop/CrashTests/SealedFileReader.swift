import Foundation
import GRDB
import GatewayCore
import GatewaySeal
import GatewayStore

/// Reads the files of a home that is sealed, as a thief of the disk that has the inbox key.
struct SealedFileReader {
  /// What opens one file.
  struct File {
    let name: String
    fileprivate let cipher: FileCipher

    /// - Returns: nil where the bytes are not what was sealed.
    func content(at path: String) throws -> Data? {
      do throws(StoreError) {
        let file = try WholeFile(path: path, opener: Segments(cipher: cipher))
        return Data(try file.read(at: 0, count: Int(file.size)))
      } catch .changedSegment {
        return nil
      } catch {
        throw error
      }
    }
  }

  private struct Segments: SegmentSealer {
    let cipher: FileCipher

    func seal(_ plaintext: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
      cipher.seal(plaintext, number: number, isLast: isLast)
    }

    func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
      cipher.open(sealed, number: number, isLast: isLast)
    }
  }

  private let secret = InboxSecret()

  /// Seals to its key, in a bot's file.
  var declaration: String { "inbox { seal = \"\(secret.key.text)\" }\n" }

  /// - Parameter rows: with the columns item, name, key and record.
  /// - Returns: those that open, by their numbers.
  func open(_ rows: [Row], of database: Database) throws -> [Int64: File] {
    let opener = InboxOpener(secret)
    for bytes in try Data.fetchAll(database, sql: "SELECT envelope FROM envelopes") {
      opener.add(try SealEnvelope(bytes: [UInt8](bytes)))
    }
    let bot = try botsSealer(database)
    var files: [Int64: File] = [:]
    for row in rows {
      let item: Int64 = row["item"]
      let place = { SealPlace(column: $0, row: item) }
      if let record = row["record"] as Data? {
        let (details, cipher) = try opener.openRecord(
          [UInt8](record.dropFirst()), at: place("files.record"))
        guard let name = SealedFileRecord(bytes: details)?.name.claimed else { continue }
        files[item] = File(name: name, cipher: cipher)
      } else if let bot, let key = row["key"] as Data?,
        let cipher = bot.fileCipher([UInt8](key.dropFirst()), at: place("files.key")),
        let name = bot.open(
          [UInt8]((row["name"] as Data).dropFirst()), at: SealPlace(column: "files.name"))
      {
        files[item] = File(name: String(decoding: name, as: UTF8.self), cipher: cipher)
      }
    }
    return files
  }

  /// What the bot itself has; nil before it began to seal.
  private func botsSealer(_ database: Database) throws -> InboxSealer? {
    func meta(_ name: String) throws -> [UInt8]? {
      try Data.fetchOne(
        database, sql: "SELECT value FROM meta WHERE name = ?", arguments: [name]
      ).map { [UInt8]($0) }
    }
    guard let home = try meta("seal_home"), let key = try meta("working_key") else { return nil }
    return try InboxSealer(home: home, readers: [], workingKey: WorkingKey(bytes: key))
  }
}
