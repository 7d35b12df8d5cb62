import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

/// The bytes of a file that is sealed as it comes.
@Suite struct `A sealed file that is being received` {
  let home: TemporaryHome
  let folder: FileFolder
  private let id = MessageID(12)
  private let sealer = ToySegments(key: [7, 7, 7], row: 12)
  private static let segment = UInt64(FileSegments.size)

  init() throws {
    home = try TemporaryHome()
    folder = FileFolder(try Home(path: home.path))
  }

  private func content(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }
  }

  private func receive(
    at position: UInt64 = 0, keepsFree: Int64 = 0
  ) throws(StoreError) -> IncomingFile {
    try IncomingFile(id, in: folder, at: position, keepsFree: keepsFree, sealer: sealer)
  }

  private func write(_ bytes: [UInt8], to file: IncomingFile) throws(StoreError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      var part = rest.prefix(1_371)
      rest = rest.dropFirst(1_371)
      try file.write(&part)
      #expect(part.isEmpty)
    }
  }

  private func stored() throws -> Data { try Data(contentsOf: URL(filePath: folder.path(of: id))) }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
  func `stands on the disk in segments, and is read as it came`(count: Int) throws {
    let bytes = content(count)
    let file = try receive()
    try write(bytes, to: file)
    #expect(file.position == UInt64(count))
    #expect(file.written == FileSegments.start(before: UInt64(count)))
    #expect(
      folder.partSize(of: id) == FileSegments.offset(of: FileSegments.full(in: UInt64(count))))
    #expect(try file.head(count: 100) == Array(bytes.prefix(100)))
    let digest = try file.finish()
    #expect(folder.size(of: id) == FileSegments.storedSize(of: UInt64(count)))
    if count > 1 { #expect(try stored().range(of: Data(bytes.prefix(64))) == nil) }
    let whole = try WholeFile(id, in: folder, opener: sealer)
    #expect(whole.size == UInt64(count))
    #expect(try whole.read(at: 0, count: count + 9) == bytes)
    #expect(try whole.digest() == digest)
    for start in [0, 1, 65_530, 65_536, 131_071] where start < count {
      #expect(
        try whole.read(at: UInt64(start), count: 70_000) == Array(bytes[start...].prefix(70_000)))
    }
    #expect(try whole.read(at: UInt64(count) + 5, count: 10) == [])
  }

  @Test func `goes on at a segment's start, with the same hash`() throws {
    let bytes = content(200_000)
    var file: IncomingFile? = try receive()
    try write(Array(bytes.prefix(150_000)), to: #require(file))
    file = nil
    #expect(folder.partSize(of: id) == FileSegments.offset(of: 2), "the rest was in memory alone")
    #expect(throws: StoreError.incomplete(path: folder.partPath(of: id), .bytesMissing)) {
      try receive(at: 150_000)
    }
    let again = try receive(at: Self.segment)
    #expect(again.position == Self.segment && again.written == Self.segment)
    #expect(folder.partSize(of: id) == FileSegments.offset(of: 1))
    try write(Array(bytes.dropFirst(FileSegments.size)), to: again)
    let digest = try again.finish()
    let whole = try WholeFile(id, in: folder, opener: sealer)
    #expect(try whole.read(at: 0, count: 200_000) == bytes && whole.digest() == digest)
  }

  @Test func `a part that was changed does not go on`() throws {
    try write(content(70_000), to: try receive())
    let handle = try FileHandle(forWritingTo: URL(filePath: folder.partPath(of: id)))
    try handle.write(contentsOf: Data([0xFF]))
    try handle.close()
    #expect(throws: StoreError.changedSegment(path: folder.partPath(of: id), number: 1)) {
      try receive(at: Self.segment)
    }
  }

  @Test func `what finds no room is kept, and written when there is some`() throws {
    let file = try receive(keepsFree: .max - (1 << 40))
    var bytes = content(100_000)[...]
    #expect(throws: StoreError.full) { try file.write(&bytes) }
    #expect(file.position == Self.segment && bytes.count == 100_000 - FileSegments.size)
    #expect(file.written == Self.segment && folder.partSize(of: id) == 0)
    #expect(throws: StoreError.full) { try file.write(&bytes) }
    #expect(bytes.count == 100_000 - FileSegments.size, "nothing is taken behind it")
    var none: ArraySlice<UInt8> = []
    #expect(throws: StoreError.full) { try file.write(&none) }
    #expect(throws: StoreError.full) { try file.finish() }
  }

  /// The segments of a whole file, as they stand on the disk.
  private func segments(of bytes: [UInt8]) throws -> [Data] {
    let file = try receive()
    try write(bytes, to: file)
    _ = try file.finish()
    let data = try stored()
    return stride(from: 0, to: data.count, by: FileSegments.storedSize).map {
      data[$0..<min($0 + FileSegments.storedSize, data.count)]
    }
  }

  @Test(
    arguments: [
      ([0, 1], 2), ([0, 2], 2), ([1, 0, 2], 1), ([0, 1, 2, 2], 4), ([], 1), ([2], 1),
      ([0, 1, 2, 0], 4),
    ] as [([Int], UInt64)])
  func `one that was cut, put in another order or continued is named`(
    order: [Int], wrong: UInt64
  ) throws {
    let all = try segments(of: content(140_000))
    #expect(all.count == 3)
    try order.map { all[$0] }.reduce(Data(), +).write(to: URL(filePath: folder.path(of: id)))
    let expected = StoreError.changedSegment(path: folder.path(of: id), number: wrong)
    #expect(throws: expected) {
      _ = try WholeFile(id, in: folder, opener: sealer).digest()
    }
  }
}

/// The rows of files in a sealed home.
@Suite struct `Files of a sealed home` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try Store(Home(path: home.path), sealer: ToySealer())
    try store.write { tx throws(StoreError) in try tx.addContact(1) }
  }

  private func offer(_ name: String) throws -> MessageID {
    let file = NewFile(
      contact: key(1), name: FileName(name), size: 1_000,
      fileID: [UInt8](repeating: 9, count: 32))
    return try #require(
      try store.write { tx throws(StoreError) in try tx.addOffered(file, now: noon) })
  }

  private func read(_ id: MessageID) throws -> StoredFile {
    try #require(try store.read { reader throws(StoreError) in try reader.file(id) })
  }

  @Test func `have a key while they come, and a record once they are whole`() throws {
    let id = try offer("the-list.pdf")
    #expect(throws: StoreError.sealed(.fileKey)) { try store.segments(of: id) }
    try store.write { tx throws(StoreError) in
      #expect(try tx.acceptFile(id, bytes: 1_000))
      try tx.noteFile(id, position: 0, type: "application/pdf")
    }
    #expect(try store.segments(of: id) != nil)
    let open = try read(id)
    #expect(open.isSealed && open.item.record == nil && open.item.name.claimed == "the-list.pdf")
    #expect(open.item.type == nil, "by content, and so stored at the end alone")
    let digest = [UInt8](1...32)
    let done = try store.write { tx throws(StoreError) in
      try tx.completeFile(id, size: 1_000, digest: digest, type: "application/pdf")
    }
    #expect(done?.name.claimed == "the-list.pdf" && done?.digest == digest, "rules hear of it")
    let whole = try read(id).item
    #expect(whole.state == .whole && whole.record != nil && whole.record == done?.record)
    #expect(whole.name.claimed == "" && whole.size == nil && whole.type == nil)
    #expect(whole.digest == nil && whole.position == 0)
    #expect(throws: StoreError.sealed(.fileKey)) { try store.segments(of: id) }
    let place = ContentPlace(column: .fileRecord, row: id.rawValue, reader: .people)
    let sealed = try #require(whole.record)
    let record = try #require(ToySealer().open(sealed, at: place))
    #expect(record.prefix(3) == [7, 7, 7], "the key")
    #expect(
      SealedFileRecord(bytes: Array(record.dropFirst(3)))
        == SealedFileRecord(
          name: FileName("the-list.pdf"), size: 1_000, type: "application/pdf", digest: digest))
    let bytes = try store.read { reader throws(StoreError) in try reader.fileBytes(of: key(1)) }
    #expect(bytes.ofContact == Int64(FileSegments.storedSize(of: 1_000)))
  }

  @Test func `forget what they were when they end before, and when they were sent`() throws {
    let refused = try offer("refused-name")
    let ended = try offer("ended-name")
    let sent = try store.write { tx throws(StoreError) -> MessageID? in
      _ = try tx.refuseFile(refused, because: .overLimit)
      _ = try tx.acceptFile(ended, bytes: 5)
      _ = try tx.endFile(ended, because: .cancelled)
      let file = NewFile(
        contact: key(1), name: FileName("sent-name"), size: nil,
        fileID: [UInt8](repeating: 1, count: 32))
      return try tx.addOutgoing(file, from: .path("/tmp/sent-path"), inInbox: true, now: noon)
    }
    let ours = try #require(sent)
    #expect(try read(ours).source == .path("/tmp/sent-path"))
    #expect(try store.segments(of: ours) != nil)
    let done = try store.write { tx throws(StoreError) -> FileItem? in
      _ = try tx.noteFileStored(ours, size: 10, digest: [UInt8](repeating: 3, count: 32), type: nil)
      return try tx.markFileSent(ours)
    }
    #expect(done?.name.claimed == "sent-name" && done?.state == .whole)
    for id in [refused, ended, ours] {
      let file = try read(id)
      #expect(file.item.name.claimed == "" && file.item.record != nil && file.item.size == nil)
      #expect(throws: StoreError.sealed(.fileKey)) { try store.segments(of: id) }
    }
    try store.close()
    #expect(try !home.holds("-name") && !home.holds("sent-path"))
  }

  @Test func `begin again as the home is sealed now`() throws {
    let id = try offer("x")
    try store.write { tx throws(StoreError) in
      _ = try tx.acceptFile(id, bytes: 1_000)
      try tx.noteFile(id, position: 65_536, type: nil)
    }
    store.use(OpeningSealer())
    try store.write { tx throws(StoreError) in try tx.beginFileAgain(id) }
    let plain = try store.read { reader throws(StoreError) in try reader.segments(of: id) == nil }
    #expect(plain)
    store.use(ToySealer())
    #expect(throws: StoreError.sealed(.fileKey)) { try store.segments(of: id) }
    try store.write { tx throws(StoreError) in try tx.beginFileAgain(id) }
    #expect(try store.segments(of: id) != nil && read(id).item.position == 0)
  }
}
