import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A stored file as an answer: to be saved, whatever a browser would rather do with it.
extension APIResponder {
  private static let chunkSize = 256 << 10

  @concurrent func write(
    _ file: FileContent, to request: Request, of client: APIClient,
    _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    let part: Range<UInt64>
    var head = HTTPResponse(status: .ok, headerFields: file.fields)
    switch file.selection(request) {
    case .all: part = 0..<file.size
    case .part(let range):
      part = range
      head.status = .partialContent
      head.headerFields[.contentRange] =
        "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
    case .unsatisfiable:
      var problem = Problem(.rangeNotSatisfiable, "The file has no such bytes.")
      problem.fields[.contentRange] = "bytes */\(file.size)"
      return try await write(problem.answer, to: request, writer)
    }
    head.headerFields[.contentLength] = String(part.count)
    guard request.method != .head else { return try await writer.writeResponse(head) }
    var body: any ResponseBodyWriter = try await writer.writeHead(head)
    var position = part.lowerBound
    while position < part.upperBound {
      // What was announced can't be kept: the connection ends before its time, which a client sees.
      guard application.isValid(client) else { throw TokenRevoked() }
      let count = Int(min(UInt64(Self.chunkSize), part.upperBound - position))
      let bytes = try await Self.read(file, at: position, count: count)
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
private struct TokenRevoked: Error {}

extension FileContent {
  /// The sandbox is for a browser that shows it nevertheless.
  fileprivate var fields: HTTPFields {
    var fields = APIAnswer.securityFields
    fields[.contentSecurityPolicy] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    fields[.contentType] = type
    fields[.acceptRanges] = "bytes"
    fields[.contentDisposition] = disposition
    if let digest { fields[HTTPField.Name("Repr-Digest")!] = "sha-256=:\(digest.base64):" }
    fields[.eTag] = tag
    return fields
  }

  /// A whole file never changes; its hash tells it from any other.
  private var tag: String? { digest.map { "\"\($0.hexadecimal)\"" } }

  /// Ranges are defined for GET alone; an answer to HEAD tells what GET would without one.
  fileprivate func selection(_ request: Request) -> ByteSelection {
    let range = request.method == .get ? request.headers[.range] : nil
    return ByteSelection(range: range, if: request.headers[.ifRange], tag: tag, size: size)
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
