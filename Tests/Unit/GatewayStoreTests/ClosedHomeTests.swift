import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// A closed home is one file; an incomplete one is refused and left unchanged.
@Suite struct `A closed home` {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  private let identity = StoredIdentity(secretKey: [UInt8](repeating: 5, count: 32), nospam: [7])

  /// A store with a key, a contact and a message, after reads and writes.
  private func filled() throws -> Store {
    let identity = identity
    let store = try Store(Home(path: home.path)) { tx throws(StoreError) in
      try tx.setIdentity(identity)
    }
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.handle("hello", from: 1) { _ in RuleOutcome(effects: [.keep]) }
    }
    try expectWhole(store)
    return store
  }

  private func expectWhole(_ store: Store) throws {
    try store.read { reader throws(StoreError) in
      #expect(try reader.identity() == identity)
      #expect(try reader.storedContacts().count == 1)
      #expect(try reader.inbox().map(\.content) == [.plain("hello")])
    }
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: home.path).sorted() }
  }

  private func copy(_ names: String..., to other: TemporaryHome) throws {
    for name in names {
      try FileManager.default.copyItem(
        atPath: home.path + "/" + name, toPath: other.path + "/" + name)
    }
  }

  @Test func `after closing, the one file is all there is, and a copy of it is the whole home`()
    throws
  {
    let store = try filled()
    #expect(try files == ["in-use", "state.sqlite", "state.sqlite-shm", "state.sqlite-wal"])
    try store.close()
    #expect(try files == ["state.sqlite"])
    let other = try TemporaryHome()
    try copy("state.sqlite", to: other)
    try expectWhole(other.open())
  }

  @Test func `the last process that has the home open closes it into one file`() throws {
    let store = try filled()
    let other = try DatabaseQueue(path: home.databasePath)
    try other.read { try $0.execute(sql: "SELECT 1 FROM identity") }
    try store.close()
    #expect(try files.contains("in-use"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: home.databasePath + "-wal")).isEmpty)
    try other.close()
    try home.open().close()
    #expect(try files == ["state.sqlite"])
  }

  @Test func `a copy that was made while the home was in use, without its journal, is refused`()
    throws
  {
    let store = try filled()
    let other = try TemporaryHome()
    try copy("state.sqlite", to: other)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: other.databasePath))
    #expect(throws: StoreError.incomplete(path: other.databasePath, .journalMissing)) {
      try other.open()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path) == ["state.sqlite"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: other.databasePath)) == bytes)
    try copy("state.sqlite-wal", to: other)
    try expectWhole(other.open())
    try expectWhole(store)
  }

  @Test func `a copy laid over the database of a closed home is refused as well`() throws {
    let store = try filled()
    let copy = try Data(contentsOf: URL(fileURLWithPath: home.databasePath))
    try store.close()
    try copy.write(to: URL(fileURLWithPath: home.databasePath))
    #expect(throws: StoreError.incomplete(path: home.databasePath, .journalMissing)) {
      try home.open()
    }
  }

  @Test func `a home whose process was killed opens as it was`() throws {
    let store = try filled()
    let other = try TemporaryHome()
    try copy("in-use", "state.sqlite", "state.sqlite-wal", to: other)
    try expectWhole(other.open())
    // A power cut before SQLite created its journal: nothing was committed after it.
    try store.close()
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try queue.close()
    try Data().write(to: URL(fileURLWithPath: home.path + "/in-use"))
    try expectWhole(home.open())
  }

  private func lay(_ copy: Data, over other: TemporaryHome) throws {
    try copy.write(to: URL(fileURLWithPath: other.databasePath))
    let names = ["state.sqlite", "state.sqlite-wal"].map {
      URL(fileURLWithPath: other.path + "/" + $0)
    }
    let before = try names.map { try Data(contentsOf: $0) }
    let mixed = StoreError.incomplete(path: other.databasePath, .journalOfAnother)
    #expect(throws: mixed) { try other.open() }
    #expect(throws: mixed) { try Store.requireSound(home: other.path, .bounded) }
    #expect(throws: mixed) {
      try Store.reading(home: other.path) { reader throws(StoreError) in try reader.identity() }
    }
    let elsewhere = try Home(path: TemporaryHome().path)
    #expect(throws: StoreError.self) {
      try Restoring(other.databasePath, into: elsewhere).run(takesOld: true) { _ in }
    }
    #expect(try names.map { try Data(contentsOf: $0) } == before)
  }

  /// Files that are restored over a home whose process was killed: a backup, the home as it was
  /// closed before, a copy of an earlier run.
  @Test(arguments: ["backup", "closed", "earlier run"])
  func `a database beside the journal of another one is refused and left as it is`(kind: String)
    throws
  {
    let first = try filled()
    var copy = try Data(contentsOf: URL(fileURLWithPath: home.databasePath))
    if kind == "backup" {
      try first.backUp(to: home.path + "/saved", replaces: false, now: UnixMilliseconds(1))
      copy = try Data(contentsOf: URL(fileURLWithPath: home.path + "/saved"))
    }
    try first.close()
    if kind == "closed" { copy = try Data(contentsOf: URL(fileURLWithPath: home.databasePath)) }
    let second = try home.open()
    try second.write { tx throws(StoreError) in try tx.addContact(2) }
    let other = try TemporaryHome()
    try self.copy("in-use", "state.sqlite", "state.sqlite-wal", to: other)
    #expect(try Store.requireSound(home: other.path, .whole), "as the kill left it")
    try lay(copy, over: other)
    try second.close()
  }

  @Test func `however often a home is written, emptied and read, its journal stays its own`() throws
  {
    let store = try filled()
    for round in 0..<5 as Range<UInt8> {
      try store.write { tx throws(StoreError) in
        try tx.addContact(10 + round)
        try tx.setValue(String(repeating: "x", count: 100_000), forKey: "\(round)")
      }
      switch round % 3 {
      case 0: try store.clean(rewriting: .any)
      case 1: try store.emptyJournal()
      default: break
      }
      let reader = try home.open()
      try reader.write { tx throws(StoreError) in try tx.addContact(100 + round) }
      let other = try TemporaryHome()
      try copy("in-use", "state.sqlite", "state.sqlite-wal", to: other)
      #expect(try Store.requireSound(home: other.path, .whole))
      #expect(try other.open().read { tx throws(StoreError) in try tx.storedContacts().count } > 0)
      try reader.close()
    }
    try store.close()
    #expect(try Store.requireSound(home: home.path, .whole))
  }

  @Test func `a kill during a change of the journal mode is repaired automatically`() throws {
    try filled().close()
    let queue = try DatabaseQueue(path: home.databasePath)
    let other = try TemporaryHome()
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;
          UPDATE contacts SET note = 'half done';
          INSERT INTO key_values SELECT value || '', zeroblob(0) || hex(randomblob(9000)) FROM
            json_each('[1,2,3,4,5,6,7,8,9]');
          """)
      try copy("state.sqlite", "state.sqlite-journal", to: other)
      try database.rollback()
    }
    try queue.close()
    let store = try other.open()
    #expect(try store.check().isEmpty)
    try expectWhole(store)
  }

  @Test(arguments: ["state.sqlite-wal", "in-use", "reserve"])
  func `the remains of a lost database are no new home`(name: String) throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: home.path + "/" + name))
    #expect(throws: StoreError.incomplete(path: home.databasePath, .databaseMissing)) {
      try home.open()
    }
    #expect(try files == [name])
  }

  @Test func `an empty database is no new home`() throws {
    try Data().write(to: URL(fileURLWithPath: home.databasePath))
    #expect(throws: StoreError.incomplete(path: home.databasePath, .empty)) { try home.open() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: home.databasePath)).isEmpty)
  }

  /// The first page of SQLite: what versions 1 to 4 had on the disk when they were copied while
  /// running.
  @Test func `a database without a table is no new home`() throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE x (y); DROP TABLE x; VACUUM")
    }
    try queue.close()
    #expect(throws: StoreError.incomplete(path: home.databasePath, .journalMissing)) {
      try home.open()
    }
    #expect(try files == ["state.sqlite"])
  }

  @Test func `the closed home of an older version opens, though it is marked for a journal`() throws
  {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      try Migration.run([.firstSchema, .fewerTrees], on: database)
    }
    try queue.close()
    #expect(try files == ["state.sqlite"])
    #expect(try home.open().check().isEmpty)
  }

  @Test func `a home that a crash left unfinished is created again, with its key from the start`()
    throws
  {
    for suffix in ["", "-journal"] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: home.databasePath + ".new" + suffix))
    }
    try filled().close()
    #expect(try files == ["state.sqlite"])
    struct Crash: Error {}
    let other = try TemporaryHome()
    #expect(throws: StoreError.full) {
      try Store(Home(path: other.path)) { tx throws(StoreError) in
        try tx.setValue("a", forKey: "b")
        throw .full
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
  }
}
