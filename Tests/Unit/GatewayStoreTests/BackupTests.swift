import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Backups of a home` {
  let home: TemporaryHome
  let other: TemporaryHome
  let store: Store
  let identity = StoredIdentity(secretKey: [UInt8](repeating: 5, count: 32), nospam: [7])

  init() throws {
    home = try TemporaryHome()
    other = try TemporaryHome()
    let identity = identity
    store = try Store(Home(path: home.path)) { tx throws(StoreError) in
      try tx.setIdentity(identity)
      try tx.addContact(1)
      try tx.handle("hello", from: 1) { _ in RuleOutcome(effects: [.keep]) }
    }
  }

  private var file: String { home.path + "/backup" }

  private func backUp(replaces: Bool = false) throws {
    try store.backUp(to: file, replaces: replaces, now: noon)
  }

  private func restore(takesOld: Bool = false) throws -> UnixMilliseconds? {
    try Restoring(file, into: Home(path: other.path)).run(takesOld: takesOld) { _ in }
  }

  @Test func `a backup of a home in use is one closed file, and restores completely`() throws {
    try backUp()
    #expect(try home.mode("backup") == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path)
    #expect(names.filter { $0.hasPrefix("backup") } == ["backup"])
    #expect(try restore() == noon)
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path) == ["state.sqlite"])
    let restored = try other.open()
    #expect(try restored.check().isEmpty)
    try restored.read { reader throws(StoreError) in
      #expect(try reader.identity() == identity)
      #expect(try reader.inbox().map(\.content) == [.plain("hello")])
      #expect(try reader.meta(.backedUpAt) == nil)
    }
  }

  @Test func `a backup holds what was committed and nothing that was erased`() throws {
    let other = try TemporaryHome()
    try store.write { tx throws(StoreError) in
      try tx.handle("erased-secret", from: 1) { _ in RuleOutcome(effects: [.keep]) }
    }
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(2), now: noon) }
    try store.write { tx throws(StoreError) in
      try tx.setValue("uncommitted", forKey: "a")
      do {
        try store.backUp(to: other.path + "/b", replaces: false, now: noon)
      } catch {
        throw error as? StoreError ?? .busy
      }
    }
    #expect(try other.holds("hello") && !other.holds("erased-secret"))
    #expect(try !other.holds("uncommitted"))
  }

  @Test func `a file is replaced only on request`() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
    #expect(throws: StoreError.fileExists(path: file)) { try backUp() }
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("mine".utf8))
    try backUp(replaces: true)
    #expect(try restore() == noon)
  }

  @Test func `the next backup of that name deletes what a killed process left`() throws {
    let other = try TemporaryHome()
    let left = ["b.partial-99999", "b.partial-1"]
    let others = ["b.partial-x", "b.partial-", "c.partial-99999", "b"]
    for name in left + others + ["b.partial-2"] {
      try Data("key".utf8).write(to: URL(fileURLWithPath: other.path + "/" + name))
    }
    // A backup that another process is still writing.
    let lock = open(other.path + "/b.partial-2", O_RDONLY)
    try #require(flock(lock, LOCK_EX) == 0)
    defer { close(lock) }
    try store.backUp(to: other.path + "/b", replaces: true, now: noon)
    let names = try FileManager.default.contentsOfDirectory(atPath: other.path)
    #expect(Set(names) == Set(others + ["b.partial-2"]))
  }

  @Test func `an interrupted backup leaves nothing`() throws {
    let unfinished = Backup.unfinishedPath(of: file)
    for suffix in ["", "-journal"] {
      try Data("key".utf8).write(to: URL(fileURLWithPath: unfinished + suffix))
    }
    Backup.abandon(file)
    let names = try FileManager.default.contentsOfDirectory(atPath: home.path)
    #expect(names.filter { $0.hasPrefix("backup") } == [])
  }

  @Test func `a home is backed up without being opened for writing, in use or closed`() throws {
    #expect(try Store.backUp(home: home.path, to: file, replaces: false, now: noon))
    try store.close()
    #expect(try Store.backUp(home: home.path, to: file, replaces: true, now: noon))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: home.path).sorted()
        == ["backup", "state.sqlite"])
    #expect(try restore() == noon)
    #expect(try other.holds("hello"))
    #expect(try !Store.backUp(home: home.path + "x", to: file, replaces: true, now: noon))
  }

  @Test func `an existing home is not overwritten by a restore`() throws {
    try backUp()
    _ = try other.open()
    #expect(throws: StoreError.homeExists(path: other.path)) { try restore() }
  }

  @Test func `a copy of a database in use is accepted with its journal, or on request`()
    throws
  {
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: home.databasePath + suffix, toPath: file + suffix)
    }
    #expect(try restore() == nil)
    #expect(try other.open().read { reader throws(StoreError) in try reader.identity() } != nil)
    let third = try TemporaryHome()
    try FileManager.default.removeItem(atPath: file + "-wal")
    let restoring = Restoring(file, into: try Home(path: third.path))
    #expect(throws: StoreError.incomplete(path: file, .journalMissing)) {
      try restoring.run(takesOld: false) { _ in }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: third.path).isEmpty)
    _ = try restoring.run(takesOld: true) { _ in }
    #expect(try third.open().read { reader throws(StoreError) in try reader.identity() } != nil)
  }

  @Test(arguments: ["garbage", "cut", "damaged", "unsound", "foreign", "keyless", "newer", "empty"])
  func `a file that is not a complete backup is refused, and the home stays new`(fault: String)
    throws
  {
    try backUp()
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    func change(_ sql: String) throws {
      let queue = try DatabaseQueue(path: file)
      try queue.write { try $0.execute(sql: sql) }
      try queue.close()
    }
    switch fault {
    case "garbage": try Data(repeating: 7, count: 9_000).write(to: URL(fileURLWithPath: file))
    case "cut": try data.prefix(9_000).write(to: URL(fileURLWithPath: file))
    case "damaged":
      let damaged = data.prefix(4_096) + Data(repeating: 0xaa, count: data.count - 4_096)
      try damaged.write(to: URL(fileURLWithPath: file))
    // Every page is in order; only the check of the whole database finds it.
    case "unsound":
      try change("PRAGMA ignore_check_constraints = ON; UPDATE contacts SET state = 'nonsense'")
    case "foreign": try change("PRAGMA application_id = 7")
    case "keyless": try change("DELETE FROM identity")
    case "newer": try change("PRAGMA user_version = 99")
    default: try Data().write(to: URL(fileURLWithPath: file))
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect {
      try restore()
    } throws: { error in
      switch (fault, error as? StoreError) {
      case ("garbage", .notAStore), ("foreign", .notAStore), ("cut", .corrupt),
        ("damaged", .corrupt), ("unsound", .corrupt), ("keyless", .noKey), ("newer", .newerVersion),
        ("empty", .incomplete):
        true
      default: false
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
  }
}
