import Foundation
import GRDB

extension StoreReader {
  /// The envelopes with these numbers, as far as they are here.
  public func envelopes(_ numbers: Set<Int64>) throws(StoreError) -> [StoredEnvelope] {
    var found: [StoredEnvelope] = []
    for number in numbers.sorted() {
      let bytes = try row("SELECT envelope FROM envelopes WHERE number = ?", [number]) {
        $0.bytes(0)
      }
      if let bytes { found.append(StoredEnvelope(number: number, bytes: bytes)) }
    }
    return found
  }
}

extension Store {
  /// Removes what opens values that were all erased. They are looked for beside the writer.
  ///
  /// - Parameter countMin: fewer are left: looking through all values costs more than they do.
  func removeUnusedEnvelopes(countMin: Int = 256) throws(StoreError) {
    let current = sealer?.envelope?.number
    let unused = try read { reader throws(StoreError) -> [Int64] in
      let count = try reader.row("SELECT count(*) FROM envelopes") { $0[0] as Int } ?? 0
      return count < countMin ? [] : try reader.unusedEnvelopes()
    }.filter { $0 != current }
    guard !unused.isEmpty else { return }
    try write { transaction throws(StoreError) in
      for number in unused {
        try transaction.run("DELETE FROM envelopes WHERE number = ?", [number])
      }
    }
  }
}

extension StoreReader {
  /// The envelopes that no value names.
  fileprivate func unusedEnvelopes() throws(StoreError) -> [Int64] {
    let used: String = ContentColumn.allCases.filter { $0.reader == .people }.map {
      column -> String in
      let names = column.rawValue.split(separator: ".")
      let value = "CAST(\(names[1]) AS BLOB)"
      return """
        SELECT hex(substr(\(value), 3, 8)) FROM \(names[0])
        WHERE substr(\(value), 1, 2) = x'FF01'
        """
    }.joined(separator: " UNION ")
    return try rows(
      "SELECT number FROM envelopes WHERE printf('%016X', number) NOT IN (\(used))"
    ) { $0[0] }
  }
}

extension StoreTransaction {
  /// Stores what opens the values that were sealed in this transaction, unless it is there.
  func writeEnvelope() throws(StoreError) {
    guard let envelope = vault.sealer?.envelope, envelope.number != cache.lastEnvelope else {
      return
    }
    try run(
      "INSERT OR IGNORE INTO envelopes (number, envelope) VALUES (?, ?)",
      [envelope.number, Data(envelope.bytes)])
    cache.lastEnvelope = envelope.number
  }
}
