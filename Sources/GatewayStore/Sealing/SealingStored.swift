import Foundation
import GRDB
public import GatewayCore

/// What one process did of the sealing of what was stored before; see `Store.sealStored`.
public struct StoredSealing: Sendable {
  /// The file whose bytes are being sealed.
  var file: ClearFile?
  /// Files behind this one are looked for next.
  var lastFile: Int64 = 0
  /// The last row of the column that is walked through.
  var lastKey: DatabaseValue?
  /// Files that could not be read: they are tried again by the next process.
  public internal(set) var unreadable: [MessageID] = []

  public init() {}
}

/// What a step of the sealing did.
public enum StoredSealingStep: Hashable, Sendable {
  /// Nothing in clear is known of.
  case nothing
  /// So many values were sealed, or some of a file; there may be more.
  case some(Int)
  /// That was the last one. Copies remain until the files are cleaned.
  case finished
  /// All but the unreadable files are sealed.
  case blocked
}

extension StoreTransaction {
  /// The home has a seal from now on, and what is stored in it is to be sealed.
  public func beginSealing() throws(StoreError) { try setMeta(.sealing, []) }
}

/// Seals what was stored before the home had its seal: the bot needs no secret for that.
///
/// In steps, each in a transaction of its own. The part that is being sealed is stored, so that a
/// process that was killed goes on with it; rows that are sealed already are only passed over.
extension Store {
  /// - Parameter rows: at most so many are looked at.
  public func sealStored(
    _ sealing: inout StoredSealing, rows: Int
  ) throws(StoreError) -> StoredSealingStep {
    guard sealer?.seals == true else { return .nothing }
    let part = try read { reader throws(StoreError) in
      try reader.meta(.sealing).map { String(decoding: $0, as: UTF8.self) }
    }
    guard let part else { return .nothing }
    if part.isEmpty { return try sealSomeFile(&sealing) }
    return try sealSomeRows(&sealing, of: part, rows: rows)
  }

  private func sealSomeFile(
    _ sealing: inout StoredSealing
  ) throws(StoreError) -> StoredSealingStep {
    if let file = sealing.file {
      do throws(StoreError) {
        if try file.sealSome(of: self) { sealing.file = nil }
      } catch {
        guard !error.isOutOfSpace else { throw error }
        sealing.file = nil
        sealing.unreadable.append(file.id)
      }
      return .some(1)
    }
    let last = sealing.lastFile
    let found = try read { reader throws(StoreError) in try reader.clearFile(after: last) }
    guard let found else {
      try write { transaction throws(StoreError) in
        try transaction.setPartToSeal(SealedPart.first)
      }
      sealing.lastKey = nil
      return .some(0)
    }
    if found.item.needsBytesSealed, files.size(of: found.item.id) != nil {
      sealing.file = ClearFile(found.item.id)
    } else {
      try write { transaction throws(StoreError) in try transaction.sealFileWithoutBytes(found) }
    }
    sealing.lastFile = found.item.id.rawValue
    return .some(1)
  }

  private func sealSomeRows(
    _ sealing: inout StoredSealing, of part: String, rows: Int
  ) throws(StoreError) -> StoredSealingStep {
    // A part of another version: from the beginning.
    guard let part = SealedPart(part) else {
      try write { transaction throws(StoreError) in try transaction.beginSealing() }
      return .some(0)
    }
    let (after, hasUnreadable) = (sealing.lastKey, !sealing.unreadable.isEmpty)
    let (count, last) = try write { transaction throws(StoreError) in
      let result = try transaction.sealSome(of: part, after: after, rows: rows)
      if result.last == nil {
        let next = part.next
        if next == nil, hasUnreadable {
          try transaction.beginSealing()
        } else {
          try transaction.setPartToSeal(next)
        }
      }
      return result
    }
    sealing.lastKey = last
    guard last == nil, part.next == nil else { return .some(count) }
    return hasUnreadable ? .blocked : .finished
  }
}

/// A column as a part of the sealing, behind the files.
struct SealedPart {
  let index: Int

  private static let columns =
    ClearColumn.all.map(\.column) + ClearColumn.emptied

  static let first: SealedPart? = SealedPart(index: 0)

  private init?(index: Int) {
    guard Self.columns.indices.contains(index) else { return nil }
    self.index = index
  }

  /// - Parameter name: of its column.
  init?(_ name: String) {
    guard let index = Self.columns.firstIndex(where: { $0.rawValue == name }) else { return nil }
    self.index = index
  }

  var name: String { Self.columns[index].rawValue }
  var next: SealedPart? { SealedPart(index: index + 1) }

  /// nil for a column that is emptied.
  var sealed: ClearColumn? { index < ClearColumn.all.count ? ClearColumn.all[index] : nil }
  var column: ContentColumn { Self.columns[index] }
}

extension StoreTransaction {
  /// - Parameter part: nil: all is sealed.
  func setPartToSeal(_ part: SealedPart?) throws(StoreError) {
    if let part { return try setMeta(.sealing, Array(part.name.utf8)) }
    try run("DELETE FROM meta WHERE name = ?", [MetaKey.sealing.rawValue])
    try oweRewriting()
  }

  /// - Returns: how many values were sealed, and the last row; nil at the end of the table.
  func sealSome(
    of part: SealedPart, after key: DatabaseValue?, rows: Int
  ) throws(StoreError) -> (count: Int, last: DatabaseValue?) {
    guard let clear = part.sealed else { return try empty(part.column, after: key, rows: rows) }
    let looked = try self.rows(clear.stretch, [key ?? clear.start, rows]) { row in
      (key: row[0] as DatabaseValue, row: row[1] as Int64, value: row[2] as Data?)
    }
    var count = 0
    for (key, row, value) in looked {
      guard let value else { continue }
      // As bytes, whatever they are: a text need not be valid.
      let sealed = vault.put([UInt8](value), in: clear.column, row: row)
      try run(clear.update, [sealed, key])
      count += 1
    }
    try changed(clear.column, count)
    return (count, looked.count < rows ? nil : looked.last?.key)
  }

  private func empty(
    _ column: ContentColumn, after key: DatabaseValue?, rows: Int
  ) throws(StoreError) -> (count: Int, last: DatabaseValue?) {
    let looked = try self.rows(
      "SELECT id FROM \(column.table) WHERE id > ? ORDER BY id LIMIT ?",
      [key ?? Int64.min.databaseValue, rows]
    ) { $0[0] as DatabaseValue }
    guard let first = looked.first, let last = looked.last else { return (0, nil) }
    let count = try run(
      """
      UPDATE \(column.table) SET \(column.name) = ''
      WHERE id BETWEEN ? AND ? AND \(column.name) <> ''
      """, [first, last])
    try changed(column, count)
    return (count, looked.count < rows ? nil : last)
  }

  /// What the cache knows of the rows is read again, and the old values go from the files.
  private func changed(_ column: ContentColumn, _ count: Int) throws(StoreError) {
    guard count > 0 else { return }
    if column.table == "contacts" {
      try writeChangedContacts()
      cache.forgetTimes()
    }
    try oweRewriting()
  }
}
