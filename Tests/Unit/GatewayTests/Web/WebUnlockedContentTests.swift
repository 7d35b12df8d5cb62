import Foundation
import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// What a session sees that has the inbox key.
@Suite(.timeLimit(.minutes(2))) struct `An unlocked web inbox` {
  private let unlocked: UnlockBench
  private var bench: WebBench { unlocked.bench }

  init() throws { unlocked = try UnlockBench() }

  private func openedClient() async throws -> WebClient {
    await bench.add("ana", .replier)
    let client = try await unlocked.signIn("ana").client
    _ = try await unlocked.unlock(client)
    return client
  }

  @Test func `is searched, page by page`() async throws {
    let client = try await openedClient()
    for number in 1...60 { bench.bench.say("needle \(number)", at: UInt32(number)) }
    let first = try await unlocked.text(.inbox, of: client, query: "words=NEEDLE")
    #expect(first.contains("needle 60") && first.contains("needle 11"))
    #expect(!first.contains("needle 10<"))
    let older = try #require(first.firstMatch(of: /before=(\d+)" rel="next"/)).output.1
    let second = try await unlocked.text(.inbox, of: client, query: "words=NEEDLE&before=\(older)")
    #expect(second.contains("needle 10") && second.contains("needle 1<"))
    #expect(!second.contains("rel=\"next\""))
    let none = try await unlocked.text(.inbox, of: client, query: "words=nowhere")
    #expect(none.contains("No message has these words."))
    _ = try await bench.answer(.lock, of: client)
    let locked = try await unlocked.text(.inbox, of: client, query: "words=NEEDLE")
    #expect(!locked.contains("needle 60") && locked.contains("only while the inbox is unlocked"))
  }

  @Test func `tells what its key does not open`() async throws {
    let client = try await openedClient()
    let named = ["contact": await bench.codename()]
    let other = try InboxSealer(
      home: SealEnvelope.newHome(), readers: [InboxSecret().key], workingKey: WorkingKey())
    bench.bench.store.use(HomeSealer(other))
    bench.bench.say("another", at: 2)
    let text = try await unlocked.text(.conversation, of: client, named: named)
    #expect(text.contains("secret-tip") && !text.contains("another<"))
    #expect(text.contains("Sealed to another key, or changed since it was sealed."))
  }

  @Test func `sends again what was not received, with its text`() async throws {
    let client = try await openedClient()
    let named = ["contact": await bench.codename()]
    bench.bench.receive(.offline(key(1)))
    _ = try await bench.answer(
      .reply, of: client, named: named, form: "text=secret-answer&do=send&once=1")
    let page = try await unlocked.text(.conversation, of: client, named: named)
    #expect(page.contains("secret-answer"))
    #expect(try !bench.holds("secret-answer"))
  }

  /// A whole file of a contact, sealed on the disk.
  private func receiveFile(_ content: [UInt8]) throws -> MessageID {
    let worker = bench.bench
    worker.receive(
      .fileOffered(
        OfferedFile(
          token: FileToken(1), contact: key(1), name: "secret-list.html",
          size: UInt64(content.count), fileID: [UInt8](repeating: 7, count: 32), kind: 0)))
    let (found, segments) = try worker.store.read { reader throws(StoreError) in
      guard let found = try reader.files(FileFilter()).first?.id else {
        return (MessageID?.none, (any SegmentSealer)?.none)
      }
      return (found, try reader.segments(of: found))
    }
    let file = try #require(found)
    let incoming = try IncomingFile(
      file, in: worker.store.files, at: 0, keepsFree: 0, sealer: segments)
    var rest = content[...]
    while !rest.isEmpty {
      var part = rest.prefix(1_000)
      rest = rest.dropFirst(1_000)
      try incoming.write(&part)
    }
    let digest = try incoming.finish()
    worker.receive(
      .file(file, .whole(size: UInt64(content.count), digest: digest, type: "text/html")))
    return file
  }

  @Test func `gives the bytes of a file as they were sent, until it is locked`() async throws {
    let client = try await openedClient()
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }
    let file = try receiveFile(bytes)
    let named = ["file": "\(file.rawValue)"]
    guard case .content(let content) = try await bench.answer(.file, of: client, named: named)
    else {
      Issue.record("no content")
      return
    }
    #expect(content.name == "secret-list.html" && content.type == "text/html")
    #expect(content.size == 200_000)
    #expect(try content.read(0, 100_000) == Array(bytes.prefix(100_000)))
    #expect(try content.read(100_000, 100_000) == Array(bytes.suffix(100_000)))
    let page = try await unlocked.text(
      .conversation, of: client, named: ["contact": await bench.codename()])
    #expect(page.contains("secret-list.html"))
    // What a session that is locked gets is sealed.
    await bench.add("ben", .reader)
    let ben = try await unlocked.signIn("ben").client
    guard case .content(let sealed) = try await bench.answer(.file, of: ben, named: named) else {
      Issue.record("no content")
      return
    }
    #expect(sealed.type == FileContent.sealedType && sealed.name == "\(file.rawValue).sealed")
    _ = try await bench.answer(.lock, of: client)
    #expect(throws: (any Error).self) { try content.read(0, 100) }
    let folder = bench.bench.path + "/files"
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
  }

  @Test func `refuses a file that was changed on the disk`() async throws {
    let client = try await openedClient()
    let file = try receiveFile([UInt8](repeating: 1, count: 100_000))
    let path = bench.bench.store.files.path(of: file)
    var stored = try Data(contentsOf: URL(filePath: path))
    stored[stored.count - 1] ^= 1
    try stored.write(to: URL(filePath: path))
    let answer = try await bench.answer(.file, of: client, named: ["file": "\(file.rawValue)"])
    #expect(answer.status == 503 || answer.status == 409, "\(answer)")
  }
}
