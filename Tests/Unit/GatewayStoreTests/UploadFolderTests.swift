import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

/// Uploads on the disk.
@Suite struct `An upload on the disk` {
  private let home: TemporaryHome
  private let folder: UploadFolder

  init() throws {
    home = try TemporaryHome()
    folder = UploadFolder(try Home(path: home.path))
  }

  private func upload(_ text: String, part: String) throws -> IncomingUpload {
    let upload = try IncomingUpload(part, in: folder, keepsFree: 0)
    try upload.write(Array(text.utf8))
    return upload
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: home.path + "/uploads") }
  }

  @Test func `has its name once it is whole, for its owner alone`() throws {
    let upload = try upload("report", part: "p1")
    #expect(try names == ["p1.part"] && folder.size(of: "a1") == nil)
    let (size, digest) = try upload.finish(as: "a1")
    #expect(size == 6 && digest.count == 32)
    #expect(try names == ["a1"] && folder.size(of: "a1") == 6)
    #expect(try home.mode("uploads/a1") == 0o600 && home.mode("uploads") == 0o700)
    upload.cancel()
    #expect(try names == ["a1"])
  }

  @Test func `comes again as what it was, or not at all`() throws {
    let first = try upload("report", part: "p1").finish(as: "a1")
    let again = try upload("report", part: "p2").finish(as: "a1")
    #expect(first == again)
    let other = try upload("retort", part: "p3")
    #expect(throws: IncomingUpload.Obstacle.differs) { try other.finish(as: "a1") }
    #expect(try names == ["a1"] && folder.size(of: "a1") == 6)
  }

  @Test func `that is broken off leaves nothing`() throws {
    try upload("half", part: "p1").cancel()
    #expect(try names.isEmpty)
    _ = try upload("half", part: "p2")
    folder.removeOld(now: UnixMilliseconds(0), removesParts: false)
    #expect(try names == ["p2.part"], "another may be coming")
    folder.removeOld(now: UnixMilliseconds(0), removesParts: true)
    #expect(try names.isEmpty)
  }

  @Test func `goes with all others where none may be there`() throws {
    _ = try upload("report", part: "p1").finish(as: "a1")
    _ = try upload("half", part: "p2")
    folder.removeAll()
    #expect(try names.isEmpty)
  }

  @Test func `is removed after a day`() throws {
    _ = try upload("old", part: "p1").finish(as: "a1")
    let file = try FileManager.default.attributesOfItem(atPath: home.path + "/uploads/a1")
    let made = try #require(file[.modificationDate] as? Date)
    let day = Int64(made.timeIntervalSince1970) + UploadFolder.lifetime
    folder.removeOld(now: UnixMilliseconds(1_000 * (day - 1)), removesParts: true)
    #expect(try names == ["a1"])
    folder.removeOld(now: UnixMilliseconds(1_000 * day), removesParts: true)
    #expect(try names.isEmpty)
  }

  @Test func `is bounded, and has a name of its own`() throws {
    let full = try IncomingUpload("p1", in: folder, keepsFree: .max)
    #expect(throws: IncomingUpload.Obstacle.full) { try full.write([1]) }
    // Sparse: it takes no room on the disk.
    for number in 0..<4 {
      let path = home.path + "/uploads/big\(number)"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      #expect(truncate(path, off_t(UploadFolder.bytesMax / 4)) == 0)
    }
    let many = try IncomingUpload("p2", in: folder, keepsFree: 0)
    #expect(throws: IncomingUpload.Obstacle.full) { try many.write([1]) }
    for wrong in [
      "", "../state", "a/b", "A1", ".part", "a1.part", String(repeating: "a", count: 65),
    ] {
      #expect(folder.path(of: wrong) == nil, "\(wrong)")
    }
  }
}
