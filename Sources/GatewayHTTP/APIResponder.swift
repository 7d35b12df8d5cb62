import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers requests: the one place where an error becomes an answer.
struct APIResponder: Sendable {
  let application: any APIApplication
  let table: RouteTable
  let counts: APICounts
  /// Whether probes are answered without a token.
  let answersProbes: Bool
  let connections: ConnectionTable
  let unprovenBodies: UnprovenBodies
  /// As in `HTTPLimits`.
  let heartbeat: Duration
  /// nil where there are no pages.
  let web: WebResponder?

  @concurrent func respond(
    to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    if let web, web.serves(request.head) {
      return try await respond(with: web, to: request, writer, on: channel)
    }
    let answer: Answer
    do throws(Problem) {
      if let hookAnswer = try await answerHook(request, writer) {
        answer = .whole(hookAnswer)
      } else {
        answer = try await self.answer(request, writer, on: channel)
      }
      counts.answered()
    } catch {
      count(error)
      answer = .whole(error.answer)
    }
    switch answer {
    case .whole(let answer): try await write(answer, to: request, writer)
    case .events(let events): try await stream(events, to: request, writer, on: channel)
    case .content(let file, let client):
      try await write(file, to: request, of: client, writer, on: channel)
    }
  }

  @concurrent private func respond(
    with web: WebResponder, to request: Request, _ writer: consuming ResponseWriter,
    on channel: any Channel
  ) async throws {
    let answer = await web.respond(to: request, writer) { count($0) }
    switch answer {
    case .whole(let answer):
      if answer.status.kind == .successful || answer.status.kind == .redirection {
        counts.answered()
      }
      try await write(answer, to: request, writer)
    case .events(let events):
      counts.answered()
      try await stream(events, to: request, writer, on: channel)
    case .content(let file, let client):
      counts.answered()
      try await write(file, to: request, of: client, writer, on: channel)
    }
  }

  private enum Answer {
    case whole(APIAnswer)
    case events(any EventStream)
    case content(FileContent, APIClient)
  }

  @concurrent private func answer(
    _ request: Request, _ writer: borrowing ResponseWriter, on channel: any Channel
  ) async throws(Problem) -> Answer {
    let routed = try RoutedRequest(
      request, by: table, for: application, answersProbes: answersProbes)
    if case .upload = routed.route.operation, let client = routed.client {
      _ = try routed.route.members(named: routed.named, query: routed.target.query, body: nil)
      let key = try routed.repetitionKey(body: [])
      return .whole(try await upload(request, key: key, of: client, writer))
    }
    let body = try await body(of: request, routed.route, writer)
    return try await self.answer(to: routed, body: body, on: channel)
  }

  /// The whole body; nil for a route that takes none.
  @concurrent private func body(
    of request: Request, _ route: Route, _ writer: borrowing ResponseWriter
  ) async throws(Problem) -> [UInt8]? {
    let bytes: [UInt8]
    do throws(PartialBody.Fault) {
      bytes = try await PartialBody.whole(
        of: request, bytesMax: route.takesBody ? route.bodyBytesMax : 0, writer)
    } catch {
      var problem = Problem(error)
      if !route.takesBody, error == .size { problem.detail = "This request takes no body." }
      throw problem
    }
    guard route.takesBody else { return nil }
    guard Self.isJSON(request.headers[.contentType]) else {
      throw Problem(.unsupportedMediaType, "The body is JSON: Content-Type: application/json.")
    }
    return bytes
  }

  private static func isJSON(_ type: String?) -> Bool {
    if type == "application/json" { return true }
    guard let name = type?.split(separator: ";", maxSplits: 1).first else { return false }
    return name.lowercased().filter { $0 != " " } == "application/json"
  }

  private func answer(
    to routed: RoutedRequest, body: [UInt8]?, on channel: any Channel
  ) async throws(Problem) -> Answer {
    let members = try routed.route.members(
      named: routed.named, query: routed.target.query, body: try body.map(Self.json))
    switch (routed.route.operation, routed.client) {
    case (.document, _):
      return .whole(APIAnswer(.ok, body: Array(OpenAPIDocument.standard.utf8)))
    case (.probe(let probe), _):
      return .whole(APIAnswer(await application.isMet(probe) ? .ok : .serviceUnavailable))
    case (_, nil), (.upload, _): throw .unauthorized
    case (.subscription, let client?): return .events(try events(routed.head, for: client))
    case (.content, let client?):
      return .content(try await content(members, for: client), client)
    case (_, let client?):
      let key = try routed.repetitionKey(body: body ?? [])
      return .whole(try await carryOut(members, of: client, key: key, routed, on: channel))
    }
  }

  private func content(
    _ members: JSONValue, for client: APIClient
  ) async throws(Problem) -> FileContent {
    let request: ApplicationRequest
    do throws(RequestMistake) { request = try application.request(members) } catch {
      throw .invalid(error.sentence)
    }
    do throws(ContentRefusal) {
      return try await application.content(of: request, for: client)
    } catch {
      throw Problem(error.sentence, error.kind)
    }
  }

  private func carryOut(
    _ members: JSONValue, of client: APIClient, key: RepetitionKey?, _ routed: RoutedRequest,
    on channel: any Channel
  ) async throws(Problem) -> APIAnswer {
    let request: ApplicationRequest
    do throws(RequestMistake) { request = try application.request(members) } catch {
      throw .invalid(error.sentence)
    }
    let wait = try routed.route.wait(routed.target.query)
    let reply = try await waiting(atMost: wait, for: client, on: channel) {
      await application.carryOut(request, of: client, key: key)
    }
    if case .failed(let sentence, let kind, _) = reply { throw Problem(sentence, kind) }
    if routed.route.namesOne, case .inbox(let found) = reply, found.isEmpty {
      throw Problem("There is no such message.", .absent)
    }
    if routed.route.isText, case .metrics(let text) = reply {
      return APIAnswer(.ok, body: Array(text.utf8), type: Self.metricsType)
    }
    var answer = APIAnswer(routed.route.success, body: application.json(reply))
    switch reply {
    case .queued(let message): answer.fields[.location] = "/v1/messages/\(message)"
    case .confirmation(let asked): answer.fields[.location] = "/v1/confirmations/\(asked.id)"
    case .broadcasting(let id, _): answer.fields[.location] = "/v1/broadcasts/\(id)"
    default: break
    }
    if let next = routed.nextPage(after: reply, members) { answer.fields[.link] = next }
    return answer
  }

  /// Asks again after each event, until there are some for this client.
  ///
  /// - Throws: 401 where its token is revoked meanwhile.
  private func waiting(
    atMost limit: Duration, for client: APIClient, on channel: any Channel,
    _ ask: @escaping @Sendable () async -> Reply
  ) async throws(Problem) -> Reply {
    guard limit > .zero else { return await ask() }
    let end = ContinuousClock.now + limit
    let reply: Reply? = await connections.value(on: channel) { [application] in
      while true {
        let newest = application.newestEvent
        let reply = await ask()
        guard application.isValid(client) else { return nil }
        let left = end - ContinuousClock.now
        guard reply.isAwaited, left > .zero, !Task.isCancelled,
          await application.waitForEvent(after: newest, atMost: left)
        else { return reply }
      }
    }
    guard let reply else { throw .unauthorized }
    return reply
  }

  private static func json(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .invalid("The body is not UTF-8.")
    }
    do throws(JSONMistake) { return try JSONValue(json: bytes) } catch {
      throw .invalid("The body is no JSON: \(error).")
    }
  }

  /// - Source: https://prometheus.io/docs/instrumenting/exposition_formats/
  private static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

  private func count(_ problem: Problem) {
    guard !problem.isCounted else { return }
    switch problem.status {
    case .unauthorized: counts.refused(.token)
    case .forbidden: counts.refused(.scope)
    case .contentTooLarge: counts.refused(.body)
    case .conflict, .serviceUnavailable, .unprocessableContent, .internalServerError:
      counts.answered()
    default: counts.refused(.request)
    }
  }

  @concurrent func write(
    _ answer: APIAnswer, to request: Request, _ writer: consuming ResponseWriter
  ) async throws {
    let head = HTTPResponse(status: answer.status, headerFields: answer.allFields)
    // A body behind the header of an answer to HEAD would be taken for the next answer.
    guard request.method != .head, answer.status != .noContent else {
      return try await writer.writeResponse(head)
    }
    try await writer.write(
      response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}

extension HTTPField.Name {
  fileprivate static let link = Self("Link")!
}

extension Reply {
  /// Whether an event may bring what the client waits for.
  fileprivate var isAwaited: Bool {
    switch self {
    case .events(let page): page.events.isEmpty
    case .confirmation(let asked): asked.state == .open
    default: false
    }
  }
}
