import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers requests: the one place where an error becomes an answer.
struct APIResponder: Sendable {
  let application: any APIApplication
  let table: RouteTable
  let counts: APICounts
  let unprovenBodies = UnprovenBodies()

  @concurrent func respond(
    to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    /// nil: the events.
    let answer: APIAnswer?
    do throws(Problem) {
      if let hookAnswer = try await answerHook(request, writer) {
        answer = hookAnswer
      } else {
        answer = try await self.answer(request, writer, on: channel)
      }
      counts.answered()
    } catch {
      count(error)
      answer = error.answer
    }
    guard let answer else { return try await stream(to: request, writer, on: channel) }
    try await write(answer, to: request, writer)
  }

  @concurrent private func answer(
    _ request: Request, _ writer: borrowing ResponseWriter, on channel: any Channel
  ) async throws(Problem) -> APIAnswer? {
    let routed = try route(of: request)
    let body = try await body(of: request, routed.route, writer)
    if case .subscription = routed.route.operation { return nil }
    return try await carryOut(routed, body: body, request.head, on: channel)
  }

  private struct Routed {
    var route: Route
    var named: [String: String]
    var target: RequestTarget
    var client: APIClient
  }

  /// The token first: without it nothing can be learned, not even which paths there are.
  private func route(of request: Request) throws(Problem) -> Routed {
    guard let client = client(of: request.head) else { throw .unauthorized }
    let target = try RequestTarget(request.head.path ?? "")
    let (route, named) = try table.find(request.method, target.path)
    if let scope = route.scope, !client.authorization.includes(scope) {
      var problem = Problem(.forbidden, "The token lacks the scope that this request needs.")
      problem.scope = scope
      throw problem
    }
    return Routed(route: route, named: named, target: target, client: client)
  }

  private func client(of head: HTTPRequest) -> APIClient? {
    let fields = head.headerFields[fields: .authorization]
    guard fields.count == 1, let value = fields.first?.value else { return nil }
    let words = value.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
    return application.client(presenting: String(words[1]))
  }

  /// The whole body; nil for a route that takes none.
  @concurrent private func body(
    of request: Request, _ route: Route, _ writer: borrowing ResponseWriter
  ) async throws(Problem) -> [UInt8]? {
    let length = request.headers[.contentLength].flatMap { Int($0) }
    let bytesMax = route.takesBody ? route.bodyBytesMax : 0
    guard length ?? 0 <= bytesMax else { throw .tooLarge }
    if request.headers[.expect]?.lowercased() == "100-continue" {
      try? await writer.writeInformationalHead(HTTPResponse(status: .continue))
    }
    var bytes: [UInt8] = []
    do {
      for try await part in request.body {
        guard bytes.count + part.readableBytes <= bytesMax else { throw Problem.tooLarge }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw .invalid("The body ended too early.")
    }
    guard route.takesBody else { return nil }
    guard Self.isJSON(request.headers[.contentType]) else {
      throw Problem(.unsupportedMediaType, "The body is JSON: Content-Type: application/json.")
    }
    return bytes
  }

  private static func isJSON(_ type: String?) -> Bool {
    guard let name = type?.split(separator: ";", maxSplits: 1).first else { return false }
    return name.lowercased().filter { $0 != " " } == "application/json"
  }

  private func carryOut(
    _ routed: Routed, body: [UInt8]?, _ head: HTTPRequest, on channel: any Channel
  ) async throws(Problem) -> APIAnswer {
    let members = try routed.route.members(
      named: routed.named, query: routed.target.query, body: try body.map(Self.json))
    if case .document = routed.route.operation {
      return APIAnswer(.ok, body: Array(OpenAPIDocument.standard.utf8))
    }
    let request: ApplicationRequest
    do throws(RequestMistake) { request = try application.request(members) } catch {
      throw .invalid(error.sentence)
    }
    let key = try key(of: head, routed.route, body: body ?? [])
    let wait = try routed.route.wait(routed.target.query)
    let reply = await waiting(atMost: wait, on: channel) {
      await application.carryOut(request, of: routed.client, key: key)
    }
    if case .failed(let sentence, let kind) = reply { throw Problem(sentence, kind) }
    if routed.route.namesOne, case .inbox(let found) = reply, found.isEmpty {
      throw Problem("There is no such message.", .absent)
    }
    var answer = APIAnswer(routed.route.success, body: application.json(reply))
    if case .queued(let message) = reply { answer.fields[.location] = "/v1/messages/\(message)" }
    if let next = next(of: reply, routed, members) {
      answer.fields[HTTPField.Name("Link")!] = next
    }
    return answer
  }

  /// Asks again after each event, until there are some for this client.
  private func waiting(
    atMost limit: Duration, on channel: any Channel, _ ask: @Sendable () async -> Reply
  ) async -> Reply {
    let end = ContinuousClock.now + limit
    while true {
      let newest = application.newestEvent
      let reply = await ask()
      let left = end - ContinuousClock.now
      guard case .events(let page) = reply, page.events.isEmpty, left > .zero, channel.isActive
      else { return reply }
      let waiting = Task { await application.waitForEvent(after: newest, atMost: left) }
      channel.closeFuture.whenComplete { _ in waiting.cancel() }
      guard await waiting.value else { return reply }
    }
  }

  private static func json(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .invalid("The body is not UTF-8.")
    }
    do throws(JSONMistake) { return try JSONValue(json: bytes) } catch {
      throw .invalid("The body is no JSON: \(error).")
    }
  }

  private static let keyBytesMax = 255

  private func key(
    of head: HTTPRequest, _ route: Route, body: [UInt8]
  ) throws(Problem) -> RepetitionKey? {
    guard route.isRepeatable, let key = head.headerFields[HTTPField.Name("Idempotency-Key")!]
    else { return nil }
    guard (1...Self.keyBytesMax).contains(key.utf8.count) else {
      throw .invalid("An Idempotency-Key has 1 to \(Self.keyBytesMax) bytes.")
    }
    return RepetitionKey(
      key: Array(key.utf8), request: Array("\(route.method.rawValue) \(route.path)\n".utf8) + body)
  }

  /// The link to the next page of a list, as in RFC 8288.
  private func next(of reply: Reply, _ routed: Routed, _ members: JSONValue) -> String? {
    guard case .object(let members) = members,
      case .integer(let limit)? = members.first(where: { $0.name == "limit" })?.value
        ?? .integer(100),
      let (name, value) = routed.route.next(reply, Int(limit))
    else { return nil }
    let query = routed.target.query.filter { $0.name != name } + [(name, value)]
    let text = query.map { "\(Percent.encoded($0.name))=\(Percent.encoded($0.value))" }
    let path = routed.target.path.map(Percent.encoded).joined(separator: "/")
    return "</\(path)?\(text.joined(separator: "&"))>; rel=\"next\""
  }

  private func count(_ problem: Problem) {
    switch problem.status {
    case .unauthorized: counts.refused(.token)
    case .forbidden: counts.refused(.scope)
    case .contentTooLarge: counts.refused(.body)
    case .conflict, .serviceUnavailable, .unprocessableContent, .internalServerError:
      counts.answered()
    default: counts.refused(.request)
    }
  }

  @concurrent private func write(
    _ answer: APIAnswer, to request: Request, _ writer: consuming ResponseWriter
  ) async throws {
    let head = HTTPResponse(status: answer.status, headerFields: answer.allFields)
    // A body behind the header of an answer to HEAD would be taken for the next answer.
    guard request.method != .head else { return try await writer.writeResponse(head) }
    try await writer.write(
      response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
