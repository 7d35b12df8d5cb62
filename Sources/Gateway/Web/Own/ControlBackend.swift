import Foundation
import GatewayCore
import GatewayHTTP
import GatewayStore
import Synchronization
import ToxWire

/// A bot that is reached through its control socket, for the web inbox on a person's own computer.
///
/// The key opens texts and files here: the bot is asked for what is sealed.
final class ControlBackend: WebBackend {
  private let pool: ControlPool
  private let author: Author
  private let feed: ControlEvents
  private let isSealed: Mutex<Bool>
  /// Forms that a browser may send twice, one after the other, and what the newest became.
  private let once = OperationQueue()
  private let sent = Mutex<[(key: RepetitionKey, reply: Reply)]>([])
  private let asking = OperationQueue()

  /// Requests at one time.
  private static let askedMax = 8
  /// Forms that are remembered.
  private static let sentMax = 64

  init(_ pool: ControlPool, author: Author, isSealed: Bool) {
    self.pool = pool
    self.author = author
    self.isSealed = Mutex(isSealed)
    feed = ControlEvents(pool)
    once.maxConcurrentOperationCount = 1
    asking.maxConcurrentOperationCount = Self.askedMax
    feed.start()
  }

  var events: any PageEvents { feed }
  var hasSeal: Bool { isSealed.withLock(\.self) }
  func noteSealed() { isSealed.withLock { $0 = true } }
  func stop() { feed.stop() }

  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply {
    let request = request.read(by: author)
    return await withCheckedContinuation { continuation in
      guard let key else {
        asking.addOperation { [pool, author] in
          continuation.resume(returning: pool.ask(request, by: author))
        }
        return
      }
      once.addOperation { [self] in
        continuation.resume(returning: askOnce(request, key))
      }
    }
  }

  private func askOnce(_ request: ApplicationRequest, _ key: RepetitionKey) -> Reply {
    if let known = sent.withLock({ $0.first { $0.key == key } }) { return known.reply }
    let reply = pool.ask(request, by: author)
    if case .failed = reply { return reply }
    sent.withLock { sent in
      sent.append((key, reply))
      if sent.count > Self.sentMax { sent.removeFirst() }
    }
    return reply
  }

  /// The bot learns nothing of what is done with a key here.
  func record(_ command: any Command, by author: Author) {}

  func staffNames() async -> [String] {
    let client = APIClient(.session(0), authorization: .owner)
    guard case .staff(let members) = await carryOut(.query(.staffList), of: client, key: nil)
    else { return [] }
    return members.map(\.name)
  }

  func content(
    of file: Int64, for client: APIClient, isDerived: Bool
  ) async throws(ContentRefusal) -> FileContent {
    guard let found = try await files(file, for: client).first else {
      throw ContentRefusal("There is no such file.", .absent, because: .noFile)
    }
    guard found.sealed == nil else {
      throw ContentRefusal(
        "The file is sealed: unlock the inbox to save it.", .refused, because: .fileSealed)
    }
    let isDerived = isDerived && found.hasDerivedCopy == true
    let bytes = try await whole(found, isDerived: isDerived, opener: nil)
    return FileContent(
      name: found.name, type: isDerived ? nil : found.type, size: bytes.size,
      digest: isDerived ? nil : found.sha256.flatMap { [UInt8](hex: $0) }
    ) { position, count in try bytes.read(at: position, count: count) }
  }

  func content(
    of file: FileSummary, openedWith key: SealedMessages,
    while isUnlocked: @escaping @Sendable () -> Bool
  ) async throws(ContentRefusal) -> FileContent {
    let opener: any SegmentSealer
    do throws(SealedMessages.Fault) { opener = try key.segments(of: file).opener } catch {
      throw ContentRefusal(
        error.sentence(ofFile: file.id, key: key.keyID), .refused, because: .fileNotOpened)
    }
    let bytes = try await whole(file, isDerived: false, opener: opener)
    do throws(StoreError) {
      return try key.content(of: file, while: isUnlocked) { _ in bytes }
    } catch {
      throw ContentRefusal("The file can't be read: \(error)", .refused, because: .fileNotOpened)
    }
  }

  private func files(
    _ file: Int64, for client: APIClient
  ) async throws(ContentRefusal) -> [FileSummary] {
    switch await carryOut(.query(.file(file)), of: client, key: nil) {
    case .files(let files): return files
    case .failed(let sentence, let kind, let reason):
      throw ContentRefusal(sentence, kind, because: reason)
    default: throw ContentRefusal("This version can't tell.", .unavailable)
    }
  }

  /// A file whose bytes come part by part, as they are asked for.
  private func whole(
    _ file: FileSummary, isDerived: Bool, opener: (any SegmentSealer)?
  ) async throws(ContentRefusal) -> WholeFile {
    let (pool, author, id) = (pool, author, file.id)
    @Sendable func part(_ position: UInt64, _ count: Int) throws(StoreError) -> FilePart {
      let query = FilePartQuery.filePart(
        id, at: Int64(clamping: position), count: count, isDerived: isDerived)
      switch pool.ask(.query(query), by: author) {
      case .filePart(let part): return part
      case .failed(let sentence, _, _): throw .inputOutput(sentence)
      default: throw .inputOutput("This version can't tell.")
      }
    }
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<WholeFile, StoreError>, Never>) in
      asking.addOperation {
        continuation.resume(
          returning: Result { () throws(StoreError) in
            let size = try part(0, 1).size
            return try WholeFile(
              named: "file \(id)", stored: UInt64(clamping: size), opener: opener
            ) { position, count throws(StoreError) in
              try Self.bytes(at: position, count: count, part)
            }
          })
      }
    }
    do throws(StoreError) { return try result.get() } catch {
      throw ContentRefusal("The file can't be read: \(error)", .unavailable)
    }
  }

  private static func bytes(
    at position: UInt64, count: Int, _ part: (UInt64, Int) throws(StoreError) -> FilePart
  ) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let next = try part(
        position + UInt64(bytes.count), min(FilePart.bytesMax, count - bytes.count))
      guard let decoded = [UInt8](base64: next.bytes.utf8[...]) else {
        throw .inputOutput("what came is no part of a file")
      }
      bytes += decoded
      if decoded.isEmpty { break }
    }
    return bytes
  }
}
