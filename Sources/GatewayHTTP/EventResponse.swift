import HTTPTypes
import HummingbirdCore
import NIOCore

/// Events as a stream that a page can follow.
///
/// - Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
extension APIResponder {
  /// - Throws: 400 where the client says by no id where it was cut off.
  func events(_ head: HTTPRequest, for client: APIClient) throws(Problem) -> any EventStream {
    let id = head.headerFields[HTTPField.Name("Last-Event-ID")!]
    guard let events = application.follow(after: id, for: client) else {
      throw .invalid("Last-Event-ID is no id of an event: send the last one, or none.")
    }
    return events
  }

  @concurrent func stream(
    _ events: any EventStream, to request: Request, _ writer: consuming ResponseWriter,
    on channel: any Channel
  ) async throws {
    defer { events.end() }
    var fields = APIAnswer.securityFields
    fields[.contentType] = "text/event-stream"
    let head = HTTPResponse(status: .ok, headerFields: fields)
    guard request.method != .head else { return try await writer.writeResponse(head) }
    channel.closeFuture.whenComplete { _ in events.end() }
    var body: any ResponseBodyWriter = try await writer.writeHead(head)
    while let next = await events.next(within: heartbeat) {
      let text = next.isEmpty ? ":\n\n" : next.map(\.text).joined()
      try await body.write(ByteBuffer(string: text))
      // A write returns before the socket takes it; the next one then waits for the client.
      try await channel.eventLoop.submit {}.get()
    }
    try await body.finish(nil)
  }
}

extension ServerEvent {
  fileprivate var text: String { "id: \(id)\nevent: \(name)\ndata: \(data)\n\n" }
}
