import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

/// Uploads of a sealed home, and copies of files that are to be sent.
@Suite struct `An upload of a sealed home` {
  private let home: TemporaryHome
  private let outside: TemporaryHome
  private let store: Store
  private static let content = Array(String(repeating: "a secret line\n", count: 9_000).utf8)

  init() throws {
    home = try TemporaryHome()
    outside = try TemporaryHome()
    store = try Store(Home(path: home.path), sealer: ToySealer())
  }

  private func upload(_ part: String) throws -> IncomingUpload {
    let upload = try IncomingUpload(
      part, in: UploadFolder(store.home), keepsFree: 0, seal: store.newUploadSeal(),
      open: store.upload(at:))
    for start in stride(from: 0, to: Self.content.count, by: 50_000) {
      try upload.write(Array(Self.content[start...].prefix(50_000)))
    }
    return upload
  }

  private func path(_ name: String) -> String { home.path + "/uploads/" + name }

  private func holdsContent(_ path: String) throws -> Bool {
    try Data(contentsOf: URL(filePath: path)).range(of: Data("secret".utf8)) != nil
  }

  @Test func `is sealed on the disk, and read as it came`() throws {
    let (size, digest) = try upload("p1").finish(as: "a1")
    #expect(size == UInt64(Self.content.count))
    #expect(try !holdsContent(path("a1")))
    let file = try store.upload(at: path("a1"))
    #expect(file.size == size)
    #expect(try file.digest() == digest && file.read(at: 0, count: .max / 2) == Self.content)
    let again = try upload("p2").finish(as: "a1")
    #expect(again == (size, digest), "the same content again is the same upload")
  }

  @Test func `opens after the seal is taken off, and not where the key is another`() throws {
    _ = try upload("p1").finish(as: "a1")
    store.use(OpeningSealer())
    #expect(try store.upload(at: path("a1")).size == UInt64(Self.content.count))
    try Data(Self.content).write(to: URL(filePath: path("plain")))
    #expect(try store.upload(at: path("plain")).size == UInt64(Self.content.count))
    store.use(ToySealer())
    #expect(throws: StoreError.sealed(.fileKey)) { try store.upload(at: path("plain")) }
    store.removeUnsealedUploads()
    #expect(try FileManager.default.contentsOfDirectory(atPath: path("")) == ["a1"])
  }

  @Test(arguments: [true, false])
  func `is copied under the file's own key, as is a file from elsewhere`(isUpload: Bool) throws {
    let source = isUpload ? path("a1") : outside.path + "/report"
    if isUpload {
      _ = try upload("p1").finish(as: "a1")
    } else {
      try Data(Self.content).write(to: URL(filePath: source))
    }
    let id = MessageID(5)
    let sealer = ToySegments(key: [1, 2], row: 5)
    let copying = FileCopying(
      id, in: store.files, keepsFree: 0, sealer: sealer, openUpload: store.upload(at:))
    let copied = try copying.copy(path: source) { false }
    #expect(copied.size == UInt64(Self.content.count))
    #expect(try !holdsContent(store.files.path(of: id)))
    let whole = try WholeFile(id, in: store.files, opener: sealer)
    #expect(try whole.read(at: 0, count: Self.content.count) == Self.content)
    #expect(try whole.digest() == copied.digest)
  }
}
