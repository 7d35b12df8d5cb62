import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Takes the bytes of an upload. Each call may block for as long as the disk takes.
package protocol UploadTarget: Sendable {
  func write(_ bytes: [UInt8]) throws(ContentRefusal)
  /// Everything is there.
  ///
  /// - Returns: what the upload is called, once it is on the disk.
  func finish() throws(ContentRefusal) -> UploadedContent
  /// The rest does not come: nothing of it stays.
  func cancel()
}

/// An upload that is on the disk.
package struct UploadedContent: Hashable, Sendable {
  package var id: String
  package var size: UInt64
  /// SHA-256 of it.
  package var digest: [UInt8]

  package init(id: String, size: UInt64, digest: [UInt8]) {
    self.id = id
    self.size = size
    self.digest = digest
  }
}

/// A body that goes to the disk as it comes.
extension APIResponder {
  /// Bytes that are written together.
  private static let chunkSize = 256 << 10

  @concurrent func upload(
    _ request: Request, key: RepetitionKey?, of client: APIClient,
    _ writer: borrowing ResponseWriter
  ) async throws(Problem) -> APIAnswer {
    let target: any UploadTarget
    do throws(ContentRefusal) {
      target = try await application.upload(of: client, key: key)
    } catch {
      throw Problem(closing: error)
    }
    do {
      if request.headers[.expect]?.lowercased() == "100-continue" {
        try? await writer.writeInformationalHead(HTTPResponse(status: .continue))
      }
      var waiting: [UInt8] = []
      for try await part in request.body {
        waiting += part.readableBytesView
        guard waiting.count >= Self.chunkSize else { continue }
        try await Self.write(waiting, to: target)
        waiting.removeAll(keepingCapacity: true)
      }
      try await Self.write(waiting, to: target)
      let done = try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try target.finish()
      }
      return APIAnswer(.created, body: Array(done.json.text.utf8))
    } catch let refusal as ContentRefusal {
      target.cancel()
      throw Problem(closing: refusal)
    } catch {
      target.cancel()
      throw Problem((error as? BodyEnd) == .late ? PartialBody.Fault.late : .incomplete)
    }
  }

  private static func write(_ bytes: [UInt8], to target: any UploadTarget) async throws {
    try await withTaskExecutorPreference(globalConcurrentExecutor) { try target.write(bytes) }
  }
}

extension Problem {
  /// The rest of a body that is refused is not read.
  fileprivate init(closing refusal: ContentRefusal) {
    self.init(refusal.sentence, refusal.kind)
    closes = true
  }
}

extension UploadedContent {
  fileprivate var json: JSONValue {
    .object([
      .init("reply", .string("uploaded")), .init("sha256", .string(digest.hexadecimal)),
      .init("size", .integer(Int64(clamping: size))), .init("upload", .string(id)),
    ])
  }

  /// Of its JSON.
  static let schema = Schema.object([
    ("reply", .word(["uploaded"])), ("sha256", .text), ("size", .integer), ("upload", .text),
  ])
}
