import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// A home with content in every column, which gets a seal.
@Suite struct `What was stored before the seal` {
  let home: TemporaryHome
  let store: Store
  private let marks: [StoredMark]

  init() throws {
    home = try TemporaryHome()
    store = try home.open()
    marks = try store.write { tx throws(StoreError) in
      var marks: [StoredMark] = []
      for table in try tx.tables() {
        for person in ForgettableTable.kept[table] == nil ? [1, 2] : [0] {
          marks += try tx.fill(table, of: person)
        }
      }
      try tx.run("UPDATE files SET key = NULL, record = NULL, source = NULL, failure = NULL")
      return marks
    }
  }

  private func turnOn() throws {
    store.use(ToySealer())
    try store.write { tx throws(StoreError) in
      try tx.setMeta(.sealReaders, [1])
      try tx.beginSealing()
    }
  }

  private func seal(_ sealing: inout StoredSealing, rows: Int = 3, steps: Int = .max) throws
    -> StoredSealingStep
  {
    for _ in 0..<min(steps, 10_000) {
      let step = try store.sealStored(&sealing, rows: rows)
      guard case .some = step else { return step }
    }
    return .some(0)
  }

  private func isLeft(_ mark: StoredMark, in bytes: Data) -> Bool {
    bytes.range(of: Data(mark.text.utf8)) != nil
  }

  private func isContent(_ mark: StoredMark) -> Bool {
    ContentColumn(rawValue: "\(mark.table).\(mark.column)") != nil
  }

  private func progress() throws -> SealProgress {
    try store.read { reader throws(StoreError) in try reader.sealProgress() }
  }

  @Test func `every column with content is known to the sealing`() {
    let known = ClearColumn.all.map(\.column) + ClearColumn.emptied + ClearColumn.ofSeal
    #expect(Set(known) == Set(ContentColumn.allCases) && known.count == Set(known).count)
  }

  @Test func `is sealed in every column, and in no file of the home in clear`() throws {
    let content = marks.filter {
      isContent($0) && !["key", "record", "source"].contains($0.column)
    }
    #expect(content.count >= 45)
    let before = try home.allBytes()
    #expect(content.filter { !isLeft($0, in: before) } == [], "so the search can fail")
    #expect(try progress() == .off)
    try turnOn()
    guard case .sealing(let values, let files) = try progress() else {
      Issue.record("all is in clear")
      return
    }
    #expect(values >= 40 && files == 2)
    var sealing = StoredSealing()
    #expect(try seal(&sealing) == .finished)
    #expect(try progress() == .cleaning)
    #expect(try store.clean() == .clean)
    #expect(try progress() == .sealed)
    let after = try home.allBytes()
    #expect(content.filter { isLeft($0, in: after) } == [])
    let others = marks.filter { !isContent($0) && $0.table != "files" && $0.table != "meta" }
    #expect(others.filter { !isLeft($0, in: after) } == [], "what is no content stays")
    #expect(try store.sealStored(&sealing, rows: 3) == .nothing)
  }

  @Test func `opens where it stood`() throws {
    try turnOn()
    var sealing = StoredSealing()
    #expect(try seal(&sealing, rows: 100) == .finished)
    try store.read { reader throws(StoreError) in
      for column in ClearColumn.all where column.column != .fileDigest {
        let (name, row) = (column.column.name, column.row)
        let values = try reader.rows(
          """
          SELECT \(row), CAST(\(name) AS BLOB) FROM \(column.table)
          WHERE \(name) IS NOT NULL AND length(CAST(\(name) AS BLOB)) > 0
          """
        ) { (row: $0[0] as Int64, data: $0[1] as Data) }
        for value in values {
          let opened = try reader.vault.bytes(value.data, of: column.column, row: value.row)
          #expect(
            Vault.isSealed(value.data, in: column.column) && opened.starts(with: Data("mark(".utf8))
          )
        }
      }
    }
  }

  @Test func `is sealed also where the process is killed after each step`() throws {
    try turnOn()
    var steps = 0
    while steps < 2_000 {
      steps += 1
      // What the last process knew is gone.
      var sealing = StoredSealing()
      if try seal(&sealing, rows: 100, steps: 2) == .finished { break }
    }
    #expect(steps < 2_000)
    #expect(try store.clean() == .clean)
    let after = try home.allBytes()
    let left = marks.filter { isContent($0) && isLeft($0, in: after) }
    #expect(left.filter { !["key", "record", "source"].contains($0.column) } == [])
  }

  @Test func `a hash in clear that begins as what is sealed does is sealed`() throws {
    let hash = [0xFF] + [UInt8](repeating: 1, count: 31)
    try store.write { tx throws(StoreError) in
      try tx.run("UPDATE files SET digest = ?, state = 'accepted'", [Data(hash)])
    }
    try turnOn()
    var sealing = StoredSealing()
    #expect(try seal(&sealing) == .finished)
    #expect(try store.clean() == .clean)
    #expect(try home.allBytes().range(of: Data(hash)) == nil)
    let hashes = try store.read { reader throws(StoreError) in
      try reader.files(FileFilter()).map(\.digest)
    }
    #expect(!hashes.isEmpty && hashes.allSatisfy { $0 == hash })
  }

  @Test func `a text or a key with a NUL hides nothing from the sealing`() throws {
    let values = ["a": "\u{0}first-secret", "a\u{0}b": "second\u{0}-secret"]
    try store.write { tx throws(StoreError) in
      for (key, value) in values { try tx.setValue(value, forKey: key) }
    }
    try turnOn()
    var sealing = StoredSealing()
    #expect(try seal(&sealing, rows: 1) == .finished)
    #expect(try store.clean() == .clean)
    #expect(try home.allBytes().range(of: Data("-secret".utf8)) == nil)
    try store.read { reader throws(StoreError) in
      for (key, value) in values { #expect(try reader.storedValue(forKey: key) == value) }
    }
  }

  @Test func `what comes meanwhile is sealed as it comes`() throws {
    try turnOn()
    var sealing = StoredSealing()
    var number = 0
    while try store.sealStored(&sealing, rows: 1) != .finished {
      number += 1
      try store.write { tx throws(StoreError) in
        try tx.setValue("meanwhile-\(number)", forKey: "key \(number % 7)")
      }
      guard number < 2_000 else { break }
    }
    #expect(number < 2_000)
    _ = try store.clean()
    #expect(try home.allBytes().range(of: Data("meanwhile-".utf8)) == nil)
  }

  @Test func `stays as it is in a home without a seal`() throws {
    var sealing = StoredSealing()
    #expect(try store.sealStored(&sealing, rows: 100) == .nothing)
    try store.write { tx throws(StoreError) in try tx.beginSealing() }
    #expect(try store.sealStored(&sealing, rows: 100) == .nothing)
  }
}
