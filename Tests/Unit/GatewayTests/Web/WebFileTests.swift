import Foundation
import GatewayCore
import GatewayEngine
import GatewayStore
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// Files of contacts, as the web inbox gives them out.
@Suite(.timeLimit(.minutes(1))) struct `Downloads of the web inbox` {
  private static let rules = """
    files { accept = "everyone", max = "1MB", per_contact = "2MB" }
    on("message", function(message) message:keep() end)
    """

  /// A bench with a whole file of a contact, and its number.
  private func benchWithFile() throws -> (bench: WebBench, file: MessageID) {
    let bench = try WebBench(Self.rules)
    let worker = bench.bench
    worker.receive(
      .fileOffered(
        OfferedFile(
          token: FileToken(1), contact: key(1), name: "list.html", size: 8,
          fileID: [UInt8](repeating: 7, count: 32), kind: 0)))
    let found = try worker.store.read { reader throws(StoreError) in
      try reader.files(FileFilter()).first?.id
    }
    let file = try #require(found)
    worker.receive(.file(file, .whole(size: 8, digest: [1, 2], type: "text/html")))
    let path = worker.store.files.path(of: file)
    try FileManager.default.createDirectory(
      atPath: URL(filePath: path).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data("original".utf8).write(to: URL(filePath: path))
    return (bench, file)
  }

  private func bytes(_ answer: WebAnswer) throws -> String {
    guard case .content(let content) = answer else { return "status \(answer.status)" }
    let bytes = try content.read(0, Int(content.size))
    return "\(content.name) \(content.type) \(String(decoding: bytes, as: UTF8.self))"
  }

  @Test func `the derived copy comes first, and what was sent on demand`() async throws {
    let (bench, file) = try benchWithFile()
    await bench.add("ana", .reader)
    let client = try bench.client(try await bench.signIn("ana"))
    let named = ["file": "\(file.rawValue)"]
    let alone = try await bench.answer(.file, of: client, named: named)
    #expect(try bytes(alone) == "list.html text/html original")
    let copy = bench.bench.store.files.derivedPath(of: file)
    try Data("copied".utf8).write(to: URL(filePath: copy))
    let first = try await bench.answer(.file, of: client, named: named)
    #expect(try bytes(first) == "list.html application/octet-stream copied")
    let original = try await bench.answer(.file, of: client, named: named, query: "original=1")
    #expect(try bytes(original) == "list.html text/html original")
  }

  @Test func `clients of the socket are told of the derived copy, and read it in parts`()
    async throws
  {
    let (bench, file) = try benchWithFile()
    let number = file.rawValue
    let queries = LongQueries(path: bench.bench.path) { _, _, _ in }
    func ask(_ query: any Query) async -> Reply {
      await withCheckedContinuation { continuation in
        queries.submit(.query(query), by: .owner) { continuation.resume(returning: $0) }
      }
    }
    func marks() async -> [Bool?] {
      let replies = [await ask(.file(number)), await ask(.fileList(limit: 5))]
      return replies.flatMap { $0.files ?? [] }.map(\.hasDerivedCopy)
    }
    let part = FilePartQuery.filePart(number, at: 2, count: 3, isDerived: true)
    #expect(await marks() == [nil, nil])
    #expect(
      await ask(part) == .failed("File \(number) has no derived copy.", .absent, .noFile))
    try Data("copied".utf8).write(
      to: URL(filePath: bench.bench.store.files.derivedPath(of: file)))
    #expect(await marks() == [true, true])
    let bytes = Array("pie".utf8).base64
    #expect(await ask(part) == .filePart(FilePart(size: 6, bytes: bytes)))
    let original = await ask(.filePart(number, at: 0, count: 9))
    #expect(original == .filePart(FilePart(size: 8, bytes: Array("original".utf8).base64)))
  }

  @Test func `a file that is not there, or not for this client, is refused`() async throws {
    let (bench, file) = try benchWithFile()
    let token = try await bench.token("clock", [.clock])
    await bench.add("ana", .reader)
    let client = try bench.client(try await bench.signIn("ana"))
    let nothing = try bench.client(try await bench.signIn(token: token.text))
    for name in ["0", "-1", "99", "x", "\(file.rawValue).derived", "../state.sqlite", ""] {
      let answer = try await bench.answer(.file, of: client, named: ["file": name])
      #expect(answer.status == 404, "\(name)")
    }
    let answer = try await bench.answer(
      .file, of: nothing, named: ["file": "\(file.rawValue)"])
    #expect(answer.status == 403)
  }
}
