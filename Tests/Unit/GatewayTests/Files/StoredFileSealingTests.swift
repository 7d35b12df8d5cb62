import Foundation
import GatewayCore
import GatewaySeal
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayStore

/// Files that a home has in clear when it gets its seal.
@Suite struct `Files from before the seal` {
  private let directory: TestDirectory
  private let store: Store
  private let secret = InboxSecret()
  private static let mark = "the-blue-folder"

  init() throws {
    directory = try TestDirectory()
    store = try Store(Home(path: directory.path)) { _ in }
    try store.write { tx throws(StoreError) in
      _ = try tx.addContact(key(1), codenameHash: [1, 1, 2, 3], state: .accepted, now: .now)
    }
  }

  private func content(_ count: Int) -> [UInt8] {
    Array(String(repeating: "\(Self.mark) ", count: count / 16 + 1).utf8.prefix(count))
  }

  /// A whole file of the contact, in clear.
  private func receive(_ bytes: [UInt8], named name: String) throws -> MessageID {
    let id = try #require(
      try store.write { tx throws(StoreError) in
        let file = NewFile(
          contact: key(1), name: FileName(name), size: UInt64(bytes.count),
          fileID: StoreTransaction.newFileID())
        let id = try tx.addOffered(file, now: .now)
        if let id { _ = try tx.acceptFile(id, bytes: Int64(bytes.count)) }
        return id
      })
    let file = try IncomingFile(id, in: store.files, at: 0, keepsFree: 0)
    var rest = bytes[...]
    try file.write(&rest)
    let digest = try file.finish()
    try store.write { tx throws(StoreError) in
      _ = try tx.completeFile(
        id, size: UInt64(bytes.count), digest: digest, type: "text/plain")
    }
    return id
  }

  private func turnOn() throws {
    try store.write { tx throws(StoreError) in
      try tx.setMeta(.sealHome, SealEnvelope.newHome())
      try tx.setMeta(.workingKey, WorkingKey().copyBytes())
      try tx.setMeta(.sealReaders, secret.key.bytes)
      try tx.beginSealing()
    }
    try BotHome.openSeal(of: store)
  }

  private func sealAll() throws {
    var sealing = StoredSealing()
    for _ in 0..<10_000 {
      if case .some = try store.sealStored(&sealing, rows: 100) { continue }
      break
    }
    #expect(sealing.unreadable == [])
    #expect(try store.clean() == .clean)
  }

  private func files() throws -> [String] {
    let all = try #require(FileManager.default.enumerator(atPath: directory.path))
    return all.compactMap { $0 as? String }.filter { name in
      let path = directory.path + "/" + name
      let bytes = try? Data(contentsOf: URL(filePath: path))
      return bytes?.range(of: Data(Self.mark.utf8)) != nil
    }
  }

  /// What the owner's people read of it.
  private func read(_ id: MessageID) throws -> (file: FileSummary, bytes: [UInt8]) {
    let opener = SealedMessages(InboxOpener(secret))
    let (item, envelopes) = try store.read { reader throws(StoreError) in
      (try reader.file(id)?.item, try reader.envelopes(after: -1, limit: 100))
    }
    opener.add(envelopes.map { EnvelopeSummary(number: $0.number, bytes: $0.bytes) })
    let codename = Codename(text: "amber-heron")
    let summary = FileSummary(try #require(item), of: codename)
    let opened = try opener.content(of: summary, at: store.files.path(of: id))
    return (opened.file, try opened.bytes.read(at: 0, count: 8 << 20))
  }

  @Test(arguments: [0, 1, 70_000, 3 << 20])
  func `are sealed with their names, and open for people`(count: Int) throws {
    let bytes = content(count)
    let id = try receive(bytes, named: "\(Self.mark).txt")
    #expect(try files().isEmpty == false, "so the search can fail")
    try turnOn()
    try sealAll()
    #expect(try files() == [])
    let (file, opened) = try read(id)
    #expect(opened == bytes && file.name == "\(Self.mark).txt" && file.size == Int64(count))
    #expect(file.type == "text/plain")
  }

  @Test func `are sealed or in clear, and never lost, wherever the process is killed`() throws {
    let bytes = content(2 << 20)
    let id = try receive(bytes, named: "\(Self.mark).txt")
    try turnOn()
    for steps in [1, 2, 3, 4, 200] {
      // Each process gets so far.
      var sealing = StoredSealing()
      for _ in 0..<steps { _ = try store.sealStored(&sealing, rows: 100) }
      _ = try FileMending(store: store).run()
      let isSealed = try store.read { reader throws(StoreError) in
        try reader.file(id)?.isSealed == true
      }
      guard !isSealed else { continue }
      #expect(try WholeFile(id, in: store.files).read(at: 0, count: 9) == Array(bytes.prefix(9)))
    }
    try sealAll()
    #expect(try files() == [])
    #expect(try read(id).bytes == bytes)
  }

  @Test func `take their sealed bytes where the process was killed before those had their name`()
    throws
  {
    let bytes = content(100_000)
    let id = try receive(bytes, named: "a.txt")
    try turnOn()
    try sealAll()
    // As it was between the commit and the name.
    let path = store.files.path(of: id)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".part")
    try Data(bytes).write(to: URL(filePath: path))
    _ = try FileMending(store: store).run()
    #expect(try files() == [])
    #expect(try read(id).bytes == bytes)
  }

  @Test func `of which the bytes are missing hold nothing up`() throws {
    let gone = try receive(content(1_000), named: "\(Self.mark).txt")
    let other = try receive(content(1_000), named: "b.txt")
    unlink(store.files.path(of: gone))
    try turnOn()
    try sealAll()
    #expect(try files() == [])
    #expect(try read(other).bytes == content(1_000))
  }

  @Test func `that wait for their contact are sealed and sent`() throws {
    let bytes = content(200_000)
    let source = directory.path + "/../\(UUID().uuidString)"
    try Data(bytes).write(to: URL(filePath: source))
    defer { unlink(source) }
    let id = try #require(
      try store.write { tx throws(StoreError) in
        try tx.addOutgoing(
          NewFile(
            contact: key(1), name: FileName("c.txt"), size: nil,
            fileID: StoreTransaction.newFileID()),
          from: .path(source), inInbox: true, now: .now)
      })
    let copying = FileCopying(id, in: store.files, keepsFree: 0)
    let (size, digest) = try copying.copy(path: source) { false }
    _ = try store.write { tx throws(StoreError) in
      try tx.noteFileStored(id, size: size, digest: digest, type: nil)
    }
    try turnOn()
    #expect(try store.segments(of: id) == nil, "it can be sent as it is until it is sealed")
    try sealAll()
    #expect(try files() == [])
    let segments = try #require(try store.segments(of: id))
    let whole = try WholeFile(id, in: store.files, opener: segments)
    #expect(try whole.read(at: 0, count: 300_000) == bytes)
  }

  @Test func `that are still to be copied get a key`() throws {
    let id = try #require(
      try store.write { tx throws(StoreError) in
        try tx.addOutgoing(
          NewFile(
            contact: key(1), name: FileName("c.txt"), size: nil,
            fileID: StoreTransaction.newFileID()),
          from: .path("/nowhere"), inInbox: true, now: .now)
      })
    try turnOn()
    #expect(throws: StoreError.self) { try store.segments(of: id) }
    _ = try FileMending(store: store).run()
    #expect(try store.segments(of: id) != nil)
  }
}
