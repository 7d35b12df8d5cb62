import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Opening a home` {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  /// Writes the database's file with a test's content, and returns its bytes.
  private func write(_ data: Data) throws -> Data {
    try data.write(to: URL(fileURLWithPath: home.databasePath))
    return data
  }

  private var databaseBytes: Data {
    get throws { try Data(contentsOf: URL(fileURLWithPath: home.databasePath)) }
  }

  /// A store with a message in it, closed.
  private func fill() throws {
    let store = try home.open()
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      for number in 0..<200 {
        try tx.handle("message \(number)", from: 1) { _ in RuleOutcome(effects: [.keep]) }
      }
    }
    try store.close()
  }

  private func execute(_ sql: String) throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test func `a new home is accessible only to its owner`() throws {
    let path = home.path + "/inner"
    let store = try Store(Home(path: path))
    try store.write { tx throws(StoreError) in try tx.setValue("b", forKey: "a") }
    #expect(try home.mode("inner") == 0o700)
    for name in ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"] {
      #expect(try home.mode("inner/" + name) == 0o600)
    }
  }

  @Test func `a home that others could access is closed to them, with a message`() throws {
    try fill()
    chmod(home.path, 0o755)
    chmod(home.databasePath, 0o644)
    let repaired = try Home(path: home.path)
    #expect(repaired.repairs.count == 2)
    #expect(try home.mode("") == 0o700)
    #expect(try home.mode("state.sqlite") == 0o600)
    #expect(try Home(path: home.path).repairs.isEmpty)
  }

  @Test func `a commit waits for the disk, and deleted content is written over`() throws {
    let store = try home.open()
    try store.write { tx throws(StoreError) in
      let setting = { (name: String) throws(StoreError) in
        try tx.row("PRAGMA \(name)") { $0[0] as Int }
      }
      #expect(try setting("synchronous") == 2)
      #expect(try setting("secure_delete") == 1)
      #expect(try setting("foreign_keys") == 1)
      #expect(try setting("trusted_schema") == 0)
      #expect(try setting("user_version") == Migration.latestVersion)
    }
    #expect(try store.check().isEmpty)
  }

  @Test func `what was written is there after opening again`() throws {
    try fill()
    let store = try home.open()
    #expect(try store.read { reader throws(StoreError) in try reader.inbox() }.count == 100)
  }

  @Test func `the home of a newer version is refused and left as it is`() throws {
    try fill()
    try execute("PRAGMA user_version = 99")
    let before = try databaseBytes
    #expect(throws: StoreError.newerVersion(found: 99, supported: Migration.latestVersion)) {
      try home.open()
    }
    #expect(try databaseBytes == before)
  }

  @Test func `the database of another program is refused and left as it is`() throws {
    try execute("PRAGMA application_id = 7; CREATE TABLE x (y)")
    let before = try databaseBytes
    #expect(throws: StoreError.notAStore(path: home.databasePath)) { try home.open() }
    #expect(try databaseBytes == before)
    try execute("PRAGMA application_id = 0")
    #expect(throws: StoreError.notAStore(path: home.databasePath)) { try home.open() }
  }

  @Test(arguments: [2, 100, 4_096, 50_000])
  func `a file of garbage is refused and left as it is`(size: Int) throws {
    let garbage = try write(Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }))
    #expect(throws: StoreError.notAStore(path: home.databasePath)) { try home.open() }
    #expect(try databaseBytes == garbage)
  }

  @Test func `a database that was cut short is refused and left as it is`() throws {
    try fill()
    let cut = try write(try databaseBytes.prefix(3 * 4_096))
    #expect {
      try home.open()
    } throws: { error in
      guard case .corrupt = error as? StoreError else { return false }
      return true
    }
    #expect(try databaseBytes == cut)
  }

  @Test func `damage in the middle is found when opening or by a check`() throws {
    try fill()
    var bytes = try databaseBytes
    for index in bytes.count / 2..<bytes.count { bytes[index] = 0xaa }
    _ = try write(bytes)
    let findings: [String]
    do {
      findings = try home.open().check()
    } catch StoreError.corrupt(let detail) {
      findings = [detail]
    }
    #expect(!findings.isEmpty)
  }

  @Test func `a file where the home should be is named`() throws {
    let path = home.path + "/file"
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(throws: StoreError.homeUnusable(path: path, reason: "it is not a directory")) {
      try Home(path: path)
    }
    #expect(throws: StoreError.homeUnusable(path: path + "/x", reason: "Not a directory")) {
      try Home(path: path + "/x")
    }
  }

  @Test func `a home whose parent directory is missing is named`() throws {
    let path = home.path + "/no/home"
    #expect(throws: StoreError.homeUnusable(path: path, reason: "No such file or directory")) {
      try Home(path: path)
    }
  }

  @Test func `a link in the place of the database is not followed`() throws {
    let target = home.path + "/target"
    try Data().write(to: URL(fileURLWithPath: target))
    try FileManager.default.createSymbolicLink(
      atPath: home.databasePath, withDestinationPath: target)
    #expect(throws: StoreError.notAStore(path: home.databasePath)) { try home.open() }
  }

  @Test func `a full disk undoes the batch, and the store goes on`() throws {
    let store = try home.open(pageCountMax: 120)
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.handle("first", from: 1) { _ in RuleOutcome(effects: [.keep]) }
    }
    #expect(throws: StoreError.full) {
      try store.write { tx throws(StoreError) in
        try tx.handle("second", from: 1) { _ in RuleOutcome(effects: [.keep]) }
        try tx.setValue(String(repeating: "x", count: 1_000_000), forKey: "large")
      }
    }
    try store.write { tx throws(StoreError) in
      try tx.handle("third", from: 1) { _ in RuleOutcome(effects: [.keep]) }
    }
    let texts = try store.read { reader throws(StoreError) in try reader.inbox() }.map(\.content)
    #expect(texts == [.plain("third"), .plain("first")])
  }

  @Test func `every error is a sentence that ends`() {
    let errors: [StoreError] = [
      .homeUnusable(path: "/x", reason: "y"), .homeInUse(path: "/x", HomeLock.Holder(process: 7)),
      .homeInUse(path: "/x", HomeLock.Holder(process: 7, machine: "m")),
      .homeInUse(path: "/x", nil), .noLocks(path: "/x", reason: "y"),
      .newerVersion(found: 2, supported: 1),
      .notAStore(path: "/x"), .corrupt("y"), .noHome(path: "/x"), .fileExists(path: "/x"),
      .homeExists(path: "/x"), .keyMissing(path: "/x"), .noKey(path: "/x"),
      .incomplete(path: "/x", .empty), .incomplete(path: "/x", .journalMissing),
      .incomplete(path: "/x", .databaseMissing), .incomplete(path: "/x", .journalOfAnother), .full,
      .readOnly, .permissionDenied,
      .inputOutput("y"), .busy, .notDurable(synchronous: 1), .unknownContact, .unknownMessage,
      .unknownDelivery, .sealed(.outboxText), .database(code: 1, message: "y"),
    ]
    #expect(errors.allSatisfy { $0.description.hasSuffix(".") })
    #expect(Set(errors.map(\.description)).count == errors.count)
  }
}
