import GatewayCore
import Testing

@testable import GatewayStore

/// The rows of files: they come, change their state as it allows, and end.
@Suite struct `Files` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2)
  }

  private static func id(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

  @discardableResult
  private func offer(
    _ name: String, by contact: UInt8 = 1, size: UInt64? = 1_000, id number: UInt8 = 7
  ) throws -> MessageID {
    let file = NewFile(
      contact: key(contact), name: FileName(name), size: size, fileID: Self.id(number))
    return try #require(
      try store.write { tx throws(StoreError) in try tx.addOffered(file, now: noon) })
  }

  private func read(_ id: MessageID) throws -> StoredFile {
    try #require(try store.read { reader throws(StoreError) in try reader.file(id) })
  }

  @Test func `a file is an item that has its name as its content`() throws {
    let id = try offer("list.pdf")
    let file = try read(id)
    #expect(file.item.name.claimed == "list.pdf" && file.item.contact == key(1))
    #expect(file.item.size == 1_000 && file.item.state == .offered && file.item.position == 0)
    #expect(file.fileID == Self.id(7) && file.source == nil)
    let item = try store.read { reader throws(StoreError) in try reader.item(id) }
    #expect(item?.kind == .file && item?.content == .plain("list.pdf"))
    #expect(item?.direction == .inbound)
  }

  @Test func `a file that was not accepted can't become whole, and one that is over stays so`()
    throws
  {
    let id = try offer("a")
    try store.write { tx throws(StoreError) in
      #expect(try tx.completeFile(id, size: 1_000, digest: [1], type: nil) == nil)
      #expect(try tx.acceptFile(id, bytes: 1_000))
      #expect(try !tx.acceptFile(id, bytes: 1_000))
      try tx.noteFile(id, position: 400, type: "text/plain")
      try tx.noteFile(id, position: 600, type: nil)
    }
    var file = try read(id).item
    #expect(file.position == 600 && file.type == "text/plain" && file.state == .accepted)
    try store.write { tx throws(StoreError) in
      #expect(try tx.completeFile(id, size: 1_000, digest: [1, 2], type: "image/png") != nil)
      #expect(try tx.endFile(id, because: .cancelled) == nil)
      #expect(try tx.refuseFile(id, because: .cancelled) == nil)
    }
    file = try read(id).item
    #expect(file.state == .whole && file.digest == [1, 2] && file.type == "image/png")
    #expect(file.position == 1_000 && file.failure == nil)
  }

  /// What is sealed is known by its first byte, and one hash in 256 begins with that one.
  @Test(arguments: [false, true])
  func `a file is read whatever its hash begins with`(isSealed: Bool) throws {
    if isSealed { store.use(ToySealer()) }
    let policy: ContentPolicy = isSealed ? .sealed : .stored
    for first in UInt8.min...UInt8.max {
      let hash = [first] + [UInt8](repeating: 9, count: 31)
      let id = try offer("a", id: first)
      let whole = try store.write(policy: policy) { tx throws(StoreError) -> FileItem? in
        _ = try tx.acceptFile(id, bytes: 1_000)
        return try tx.completeFile(id, size: 1_000, digest: hash, type: nil)
      }
      #expect(whole?.digest == hash)
      #expect(try isSealed || read(id).item.digest == hash)
    }
  }

  @Test func `what files take of the disk is counted from their acceptance to their end`() throws {
    let (a, b) = (try offer("a"), try offer("b", by: 2, size: nil, id: 8))
    let ended = try offer("c", id: 9)
    try store.write { tx throws(StoreError) in
      #expect(try tx.fileBytes(of: key(1)) == (0, 0))
      for (id, bytes) in [(a, 1_000), (b, 50_000), (ended, 7)] as [(MessageID, Int64)] {
        #expect(try tx.acceptFile(id, bytes: bytes))
      }
      #expect(try tx.fileBytes(of: key(1)) == (1_007, 51_007))
      #expect(try tx.endFile(ended, because: .cancelledByContact)?.state == .ended)
      #expect(try tx.completeFile(b, size: 20, digest: [1], type: nil)?.state == .whole)
      #expect(try tx.fileBytes(of: key(1)) == (1_000, 1_020))
    }
    #expect(try read(ended).item.failure == .cancelledByContact)
  }

  @Test func `the newest file by an id of its sender is found, and of no other contact`() throws {
    try offer("old")
    let new = try offer("new")
    try offer("other", by: 2)
    try store.read { reader throws(StoreError) in
      #expect(try reader.file(of: key(1), fileID: Self.id(7))?.item.id == new)
      #expect(try reader.file(of: key(1), fileID: Self.id(8)) == nil)
    }
  }

  @Test func `files are listed newest first, by contact and state, in pages`() throws {
    let ids = try (0..<5).map { try offer("f\($0)", by: $0 == 4 ? 2 : 1) }
    try store.write { tx throws(StoreError) in _ = try tx.acceptFile(ids[1], bytes: 1) }
    try store.read { reader throws(StoreError) in
      #expect(try reader.files(FileFilter()).map(\.id) == ids.reversed())
      let page = FileFilter(contact: key(1), before: ids[3], limit: 2)
      #expect(try reader.files(page).map(\.id) == [ids[2], ids[1]])
      #expect(try reader.files(FileFilter(states: [.accepted])).map(\.id) == [ids[1]])
      #expect(try reader.acceptedFiles().map(\.item.id) == [ids[1]])
      #expect(try reader.openFiles(of: key(2)) == [ids[4]])
    }
  }

  @Test func `a file to be sent waits for its copy, then for its contact, and can expire`() throws {
    let file = NewFile(
      contact: key(1), name: FileName("report"), size: nil, fileID: Self.id(5))
    let id = try #require(
      try store.write { tx throws(StoreError) in
        try tx.addOutgoing(
          file, from: .path("/srv/report.pdf"), inInbox: true, lifetime: 60_000, now: noon)
      })
    try store.write { tx throws(StoreError) in
      #expect(try tx.filesToCopy().map(\.source) == [.path("/srv/report.pdf")])
      #expect(try tx.contactsWithWaitingFiles() == [key(1)])
      #expect(try tx.noteFileStored(id, size: 10, digest: [3], type: nil))
      #expect(try tx.filesToCopy().isEmpty)
      #expect(try tx.waitingFiles(of: key(1), limit: 9).map(\.item.size) == [10])
      let end = noon.advanced(byMilliseconds: 60_000)
      #expect(try tx.nextFileExpiry() == end)
      #expect(try tx.expireFiles(now: end.advanced(byMilliseconds: -1), limit: 9).isEmpty)
      #expect(try tx.expireFiles(now: end, limit: 9) == [id])
      #expect(try tx.markFileSent(id)?.state == .whole)
      #expect(try tx.expireFiles(now: end, limit: 9).isEmpty)
      #expect(try tx.contactsWithWaitingFiles().isEmpty)
    }
    #expect(try read(id).item.state == .whole)
  }

  @Test func `where nothing is kept no file is taken, and none is sent`() throws {
    let file = NewFile(contact: key(1), name: FileName("x"), size: 1, fileID: Self.id(5))
    try store.write(policy: .held) { tx throws(StoreError) in
      #expect(try tx.addOffered(file, now: noon) == nil)
      #expect(try tx.addOutgoing(file, from: .path("/x"), inInbox: false, now: noon) == nil)
    }
  }

  @Test func `a full database makes no room by forgetting files`() throws {
    let id = try offer("kept")
    let later = noon.advanced(byMilliseconds: 86_400_000)
    try store.write { tx throws(StoreError) in
      _ = try tx.acceptFile(id, bytes: 1)
      _ = try tx.makeRoom(
        from: .beginning, settledBefore: later, goneSince: later, rows: 100, now: later)
    }
    #expect(try read(id).item.state == .accepted)
  }

  @Test func `the bytes of what is forgotten leave the home`() throws {
    let id = try offer("a")
    try store.files.make()
    try Disk.createFile(store.files.path(of: id))
    try Disk.createFile(store.files.partPath(of: id))
    let forgotten = try store.write { tx throws(StoreError) in
      try tx.forget(contact: key(1), now: noon)
    }
    #expect(forgotten.files == [id])
    store.removeBytes(of: forgotten)
    #expect(store.files.contents.isEmpty)
  }
}
