import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// The bytes of files in a backup.
@Suite struct `Backups of files` {
  let home: TemporaryHome
  let other: TemporaryHome
  let store: Store
  private let whole: MessageID

  init() throws {
    home = try TemporaryHome()
    other = try TemporaryHome()
    store = try Store(Home(path: home.path)) { tx throws(StoreError) in
      try tx.setIdentity(
        StoredIdentity(secretKey: [UInt8](repeating: 5, count: 32), nospam: [7]))
      try tx.addContact(1)
    }
    let store = store
    func offer(_ number: UInt8) throws(StoreError) -> MessageID {
      try store.write { tx throws(StoreError) in
        let file = NewFile(
          contact: key(1), name: FileName("f"), size: nil,
          fileID: [UInt8](repeating: number, count: 32))
        guard let id = try tx.addOffered(file, now: noon) else { throw .unknownContact }
        _ = try tx.acceptFile(id, bytes: 9)
        return id
      }
    }
    whole = try offer(1)
    let unfinished = try offer(2)
    let empty = try offer(3)
    let part = try IncomingFile(unfinished, in: store.files, at: 0, keepsFree: 0)
    var bytes = Self.content[...]
    try part.write(&bytes)
    for (id, content) in [(whole, Self.content), (empty, [])] {
      let file = try IncomingFile(id, in: store.files, at: 0, keepsFree: 0)
      var bytes = content[...]
      try file.write(&bytes)
      let digest = try file.finish()
      try store.write { tx throws(StoreError) in
        _ = try tx.completeFile(id, size: UInt64(content.count), digest: digest, type: nil)
      }
    }
  }

  private static let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
  private var file: String { home.path + "/backup" }

  private func restore() throws {
    _ = try Restoring(file, into: Home(path: other.path)).run(takesOld: false) { _ in }
  }

  @Test func `whole files come back with their content, and parts begin again`() throws {
    try store.backUp(to: file, replaces: false, now: noon)
    try restore()
    let restored = try other.open()
    #expect(restored.files.contents.count == 2)
    #expect(restored.files.contents.count { $0.form != .whole } == 0)
    #expect(try WholeFile(whole, in: restored.files).read(at: 0, count: 9_000_000) == Self.content)
    #expect(try restored.check().isEmpty)
    try restored.close()
    let size = try FileManager.default.attributesOfItem(atPath: other.databasePath)[.size] as? Int
    #expect(size ?? 0 < 1_000_000, "the pieces are not in the database any more")
  }

  private func sealAll() throws {
    store.use(ToySealer())
    try store.write { tx throws(StoreError) in
      try tx.setMeta(.sealReaders, [1])
      try tx.beginSealing()
    }
    var sealing = StoredSealing()
    while case .some = try store.sealStored(&sealing, rows: 100) {}
  }

  /// What its key opens in the restored home.
  private func openedContent(of restored: Store) throws -> [UInt8] {
    let key = ToySegments(key: [7, 7, 7], row: whole.rawValue)
    return try WholeFile(whole, in: restored.files, opener: key).read(at: 0, count: 9_000_000)
  }

  @Test func `a file that is sealed while the backup is written comes back sealed`() throws {
    let backup = Backup(path: file, replaces: false, files: store.files, now: noon)
    try backup.run(of: store.pool, copied: sealAll)
    try restore()
    let restored = try other.open()
    let item = try restored.read { reader throws(StoreError) in try reader.file(whole) }
    #expect(item?.item.state == .whole && item?.isSealed == true)
    #expect(try openedContent(of: restored) == Self.content)
    try restored.read { reader throws(StoreError) in
      #expect(try reader.meta(.sealReaders) == [1])
      #expect(try reader.meta(.sealing) == [])
    }
  }

  @Test func `sealed bytes that have not their name yet are those of the file`() throws {
    try sealAll()
    let path = store.files.path(of: whole)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".part")
    try Data(Self.content).write(to: URL(filePath: path))
    try store.backUp(to: file, replaces: false, now: noon)
    try restore()
    #expect(try openedContent(of: other.open()) == Self.content)
  }

  @Test func `without files their rows tell what there was`() throws {
    try store.backUp(to: file, replaces: false, holdsFiles: false, now: noon)
    try restore()
    let restored = try other.open()
    #expect(restored.files.contents.isEmpty)
    let item = try restored.read { reader throws(StoreError) in try reader.file(whole)?.item }
    #expect(item?.state == .whole && item?.size == 2_500_000)
  }

  @Test func `bytes that are not those of the hash are damage`() throws {
    try store.backUp(to: file, replaces: false, now: noon)
    let queue = try DatabaseQueue(path: file)
    try queue.write {
      try $0.execute(sql: "UPDATE backup_files SET bytes = x'00' WHERE piece = 1")
    }
    try queue.close()
    #expect(
      throws: StoreError.corrupt("the bytes of file \(whole.rawValue) are not those of its hash")
    ) { try restore() }
    #expect(try !Store.hasHome(at: other.path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
  }

  @Test func `a restoration that fails takes nothing away`() throws {
    try store.backUp(to: file, replaces: false, now: noon)
    let queue = try DatabaseQueue(path: file)
    try queue.write {
      try $0.execute(
        sql: "UPDATE files SET digest = x'01' WHERE item = (SELECT max(item) FROM files)")
    }
    try queue.close()
    let files = FileFolder(try Home(path: other.path))
    try files.make()
    let left = files.path(of: whole)
    try Data("of a lost home".utf8).write(to: URL(filePath: left))
    #expect(throws: StoreError.self) { try restore() }
    #expect(try Data(contentsOf: URL(filePath: left)) == Data("of a lost home".utf8))
    #expect(files.contents.map(\.id) == [whole])
  }
}
