import Foundation
import GRDB

/// How far a sealed home is sealed.
public enum SealProgress: Hashable, Sendable {
  /// Content is stored in clear.
  case off
  /// So many values, and files, are still in clear.
  case sealing(values: Int, files: Int)
  /// All is sealed; copies of what it was may remain in the database's free space.
  case cleaning
  case sealed
}

extension StoreReader {
  /// Looks through all values while some may be in clear.
  public func sealProgress() throws(StoreError) -> SealProgress {
    guard let readers = try meta(.sealReaders), !readers.isEmpty else { return .off }
    guard try meta(.sealing) != nil else {
      return try meta(.rewritingOwed) == nil ? .sealed : .cleaning
    }
    var values = 0
    for column in ClearColumn.all.map(\.column) + ClearColumn.emptied {
      values += try count("\(column.table) WHERE \(column.isClear)")
    }
    let files = try count(
      """
      files WHERE key IS NULL AND record IS NULL AND source IS NULL AND (
        state = 'waiting' OR state = 'whole' AND direction = 'in')
      """)
    return .sealing(values: values, files: files)
  }

  private func count(_ rows: String) throws(StoreError) -> Int {
    try row("SELECT count(*) FROM \(rows)") { $0[0] as Int } ?? 0
  }

  /// Envelopes in the order of their numbers.
  public func envelopes(after number: Int64, limit: Int) throws(StoreError) -> [StoredEnvelope] {
    try rows(
      "SELECT number, envelope FROM envelopes WHERE number > ? ORDER BY number LIMIT ?",
      [number, limit]
    ) { StoredEnvelope(number: $0[0], bytes: $0.bytes(1)) }
  }
}

extension StoreTransaction {
  /// Gives what an envelope opens to other readers; the old envelope goes from the files.
  ///
  /// - Returns: whether there is one with this number.
  public func replaceEnvelope(_ envelope: StoredEnvelope) throws(StoreError) -> Bool {
    let isThere =
      try run(
        "UPDATE envelopes SET envelope = ? WHERE number = ?",
        [Data(envelope.bytes), envelope.number]) > 0
    if isThere { try oweRewriting() }
    return isThere
  }
}
