import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A stored file as an answer: to be saved, whatever a browser would rather do with it.
extension APIResponder {
  private static let chunkSize = 256 << 10

  @concurrent func write(
    _ file: FileContent, to request: Request, _ writer: consuming ResponseWriter,
    on channel: any Channel
  ) async throws {
    let head = HTTPResponse(status: .ok, headerFields: file.fields)
    guard request.method != .head else { return try await writer.writeResponse(head) }
    var body: any ResponseBodyWriter = try await writer.writeHead(head)
    var position: UInt64 = 0
    while position < file.size {
      let count = Int(min(UInt64(Self.chunkSize), file.size - position))
      let bytes = try await Self.read(file, at: position, count: count)
      // What was announced can't be kept: the connection ends before its time, which a client sees.
      guard bytes.count == count else { throw FileShrank() }
      position += UInt64(count)
      try await body.write(ByteBuffer(bytes: bytes))
      // A write returns before the socket takes it; the next one then waits for the client.
      try await channel.eventLoop.submit {}.get()
    }
    try await body.finish(nil)
  }
}

extension APIResponder {
  /// Not on the connection's thread, which others share: the disk may take its time.
  private static func read(
    _ file: FileContent, at position: UInt64, count: Int
  ) async throws -> [UInt8] {
    try await withTaskExecutorPreference(globalConcurrentExecutor) {
      try file.read(position, count)
    }
  }
}

private struct FileShrank: Error {}

extension FileContent {
  /// The sandbox is for a browser that shows it nevertheless.
  fileprivate var fields: HTTPFields {
    var fields = APIAnswer.securityFields
    fields[.contentSecurityPolicy] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    fields[.contentType] = type
    fields[.contentLength] = String(size)
    fields[.contentDisposition] = disposition
    if let digest { fields[HTTPField.Name("Repr-Digest")!] = "sha-256=:\(digest.base64):" }
    return fields
  }

  /// The name in ASCII, and as it is.
  ///
  /// - Source: RFC 6266, appendix D
  private var disposition: String {
    let plain = name.unicodeScalars.map { scalar in
      scalar.isASCII && scalar != "\"" && scalar != "\\" && scalar != "%" ? scalar : "_"
    }
    let ascii = String(String.UnicodeScalarView(plain))
    return "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(Percent.encoded(name))"
  }
}
