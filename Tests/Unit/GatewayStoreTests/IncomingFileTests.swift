import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

/// The bytes of a file on the disk, from the first one to its final name.
@Suite struct `A file that is being received` {
  let home: TemporaryHome
  let folder: FileFolder
  private let id = MessageID(12)

  init() throws {
    home = try TemporaryHome()
    folder = FileFolder(try Home(path: home.path))
  }

  private func receive(
    at position: UInt64 = 0, keepsFree: Int64 = 0
  ) throws(StoreError) -> IncomingFile {
    try IncomingFile(id, in: folder, at: position, keepsFree: keepsFree)
  }

  private func write(_ text: String, to file: IncomingFile) throws(StoreError) {
    var bytes = Array(text.utf8)[...]
    try file.write(&bytes)
    #expect(bytes.isEmpty)
  }

  /// SHA-256 of a text, in hex, by another program.
  private func digest(of text: String) throws -> String {
    let path = home.path + "/text"
    try Data(text.utf8).write(to: URL(filePath: path))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let line = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return String(line.prefix(64))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func `its part becomes the whole file, with its hash, for its owner alone`() throws {
    let file = try receive()
    try write("first ", to: file)
    #expect(folder.size(of: id) == nil && folder.partSize(of: id) == 6)
    try write("second", to: file)
    try file.sync()
    let hash = try file.finish()
    #expect(hex(hash) == (try digest(of: "first second")))
    #expect(folder.size(of: id) == 12 && folder.partSize(of: id) == nil)
    #expect(try home.mode("files") == 0o700 && home.mode("files/12") == 0o600)
    let whole = try WholeFile(id, in: folder)
    #expect(try whole.read(at: 6, count: 100) == Array("second".utf8))
    #expect(try whole.digest() == hash)
  }

  @Test func `it goes on behind the durable bytes, and what stood behind them is cut off`() throws {
    var file: IncomingFile? = try receive()
    try write("durable" + "garbage", to: #require(file))
    file = nil
    let again = try receive(at: 7)
    #expect(again.position == 7 && folder.partSize(of: id) == 7)
    try write(" and more", to: again)
    #expect(hex(try again.finish()) == (try digest(of: "durable and more")))
  }

  @Test func `a part with fewer bytes than are known to be durable is refused`() throws {
    try write("few", to: try receive())
    #expect(
      throws: StoreError.incomplete(path: folder.partPath(of: id), .bytesMissing)
    ) { _ = try receive(at: 4) }
  }

  @Test func `what would take the space that stays free is refused, and can be tried again`() throws
  {
    let file = try receive(keepsFree: .max - (1 << 40))
    var bytes = Array("text".utf8)[...]
    #expect(throws: StoreError.full) { try file.write(&bytes) }
    #expect(bytes == Array("text".utf8)[...] && file.position == 0)
  }

  @Test func `a file of no bytes is one`() throws {
    let hash = try receive().finish()
    #expect(hex(hash) == (try digest(of: "")))
    #expect(folder.size(of: id) == 0)
  }

  @Test func `only files of the home are among its contents`() throws {
    try write("x", to: try receive())
    _ = try IncomingFile(MessageID(3), in: folder, at: 0, keepsFree: 0).finish()
    for name in ["notes.txt", "x.part", "4.tmp"] {
      try Disk.createFile(folder.path + "/" + name)
    }
    let contents = folder.contents.sorted { $0.id < $1.id }
    #expect(contents.map(\.id) == [MessageID(3), id])
    #expect(contents.map(\.form) == [.whole, .part])
  }
}

/// What is to be sent is copied into the home.
@Suite struct `A file that is to be sent` {
  let home: TemporaryHome
  let outside: TemporaryHome
  let copying: FileCopying

  init() throws {
    home = try TemporaryHome()
    outside = try TemporaryHome()
    copying = FileCopying(
      MessageID(5), in: FileFolder(try Home(path: home.path)), keepsFree: 0)
  }

  private func copy(_ path: String, isCancelled: Bool = false) throws -> UInt64 {
    try copying.copy(path: path) { isCancelled }.size
  }

  @Test func `it is copied, and the copy stays when the original changes`() throws {
    let path = outside.path + "/report"
    let text = Data(repeating: 7, count: 3_000_000)
    try text.write(to: URL(filePath: path))
    #expect(try copy(path) == 3_000_000)
    try Data().write(to: URL(filePath: path))
    #expect(try Data(contentsOf: URL(filePath: copying.folder.path(of: MessageID(5)))) == text)
    #expect(try home.mode("files/5") == 0o600)
  }

  @Test func `nothing that is in the home is, under whichever name, and no folder or device`()
    throws
  {
    try Data("key".utf8).write(to: URL(filePath: home.path + "/state.sqlite"))
    try FileManager.default.createSymbolicLink(
      atPath: outside.path + "/link", withDestinationPath: home.path + "/state.sqlite")
    let paths = [
      home.path + "/state.sqlite", outside.path + "/link", outside.path,
      "\(outside.path)/../\(home.path.split(separator: "/").last ?? "")/state.sqlite",
      "/dev/zero", outside.path + "/missing", "",
    ]
    for path in paths {
      #expect(throws: FileCopying.Obstacle.unreadable, "\(path)") { try copy(path) }
    }
    #expect(copying.folder.contents.isEmpty)
  }

  @Test func `an uploaded file is shared, and it alone of what is in the home`() throws {
    let folder = home.path + "/uploads"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try Data("report".utf8).write(to: URL(filePath: folder + "/1"))
    #expect(try copy(folder + "/1") == 6)
    try FileManager.default.removeItem(atPath: folder + "/1")
    let shared = try WholeFile(MessageID(5), in: copying.folder)
    #expect(try shared.read(at: 0, count: 9) == Array("report".utf8))
    #expect(throws: FileCopying.Obstacle.unreadable) { try copy(folder + "/../files/5") }
  }

  @Test func `another file of the home shares its bytes, and outlives it`() throws {
    let other = try IncomingFile(MessageID(4), in: copying.folder, at: 0, keepsFree: 0)
    var bytes = Array("shared".utf8)[...]
    try other.write(&bytes)
    let hash = try other.finish()
    let (size, digest) = try copying.copy(stored: MessageID(4)) { false }
    #expect(size == 6 && digest == hash)
    copying.folder.remove(MessageID(4))
    #expect(copying.folder.size(of: MessageID(5)) == 6)
    #expect(throws: FileCopying.Obstacle.unreadable) {
      try copying.copy(stored: MessageID(4)) { false }
    }
  }

  @Test func `without room, or when it is not needed any more, nothing stays`() throws {
    let path = outside.path + "/report"
    try Data(repeating: 7, count: 3_000_000).write(to: URL(filePath: path))
    #expect(throws: FileCopying.Obstacle.cancelled) { try copy(path, isCancelled: true) }
    let tight = FileCopying(MessageID(5), in: copying.folder, keepsFree: .max - (1 << 40))
    #expect(throws: FileCopying.Obstacle.full) { try tight.copy(path: path) { false } }
    #expect(copying.folder.contents.isEmpty)
  }
}
