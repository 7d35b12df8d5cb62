import Foundation
package import GatewayCore
import GatewayHTTP
import GatewayWebhooks

/// Through the HTTP interface of a bot, with a token: what its scopes don't include is refused
/// there.
package struct RemoteClient: ApplicationClient {
  private let http: HTTPClient
  private let authorization: String

  /// How often a request is sent that may be repeated.
  private static let attemptsMax = 3

  /// - Parameters:
  ///   - url: of the interface, without "/v1".
  ///   - token: the text of a token, as a file holds it.
  ///   - authorities: certificates to trust instead of those that the system trusts, in PEM.
  /// - Throws: `Failure` where the token would leave the machine in clear text, or is none.
  package init(url: String, token: String, authorities: [UInt8]? = nil) throws(Failure) {
    guard let server = HTTPServer(url: url, authorities: authorities) else {
      throw Failure(
        "--api takes the URL of an HTTP interface, such as https://example.org:8443.", .usage)
    }
    guard server.isPrivate else {
      throw Failure(
        "The token and every message would go to \(server.place) in clear text: use https, or a"
          + " tunnel to an address of this machine.", .usage)
    }
    guard let token = AccessToken(token.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Failure(
        "The file of --token-file holds no token: `postern key token new` makes one.", .data)
    }
    http = HTTPClient(server)
    authorization = "Authorization: Bearer \(token.text)"
  }

  package func ask(_ request: ApplicationRequest) throws -> Reply {
    guard let call = RouteCall(try JSONValue(json: JSONEncoder().encode(request))) else {
      return .failed("The HTTP interface has no such request: use this on the bot's machine.")
    }
    var fields = [authorization]
    if call.body != nil { fields.append("Content-Type: application/json") }
    if call.isRepeatable { fields.append("Idempotency-Key: \(UUID().uuidString)") }
    let answer = try answer(
      to: HTTPClientRequest(
        method: call.method, target: call.target, fields: fields, body: call.body),
      attempts: call.method == "GET" || call.isRepeatable ? Self.attemptsMax : 1)
    return try Self.reply(answer)
  }

  private func answer(
    to request: HTTPClientRequest, attempts: Int
  ) throws -> HTTPClientAnswer {
    for _ in 1..<attempts {
      if let answer = try? http.answer(to: request) { return answer }
    }
    return try http.answer(to: request)
  }

  static func reply(_ answer: HTTPClientAnswer) throws -> Reply {
    struct Problem: Decodable { let detail: String }
    let body = Data(answer.body)
    if (200...299).contains(answer.status) {
      guard let reply = try? JSONDecoder().decode(Reply.self, from: body) else {
        throw ControlError.otherVersion
      }
      return reply
    }
    let detail = try? JSONDecoder().decode(Problem.self, from: body).detail
    return .failed(
      detail ?? "The server answered with the status \(answer.status), and not as a bot does.",
      answer.status >= 500 ? .unavailable : .refused)
  }

  package func follow(_ subscription: Subscription) throws -> any FollowedLines {
    var fields = [authorization]
    if let after = subscription.after, let run = subscription.run {
      fields.append("Last-Event-ID: \(FeedStream.id(of: after, in: run))")
    }
    let call = RouteCall.events
    let lines = RemoteLines(
      try http.stream(
        of: HTTPClientRequest(method: call.method, target: call.target, fields: fields)))
    try lines.begin()
    return lines
  }
}

/// The events of a stream of server-sent events.
final class RemoteLines: FollowedLines {
  /// For the answer to begin.
  private static let patience = Duration.seconds(15)

  private static let ended = HTTPClientFailure("The bot ended, or the connection to it: ask again.")

  private let stream: HTTPStream
  private var received: [UInt8] = []
  private var lines: [String] = []

  init(_ stream: HTTPStream) { self.stream = stream }

  /// Waits for the first event, which says which run of the bot is followed.
  func begin() throws {
    guard let first = try next(within: Self.patience) else { throw Self.ended }
    lines.insert(first, at: 0)
  }

  func next(within limit: Duration) throws -> String? {
    let end = ContinuousClock.now + limit
    while lines.isEmpty {
      let left = max(end - .now, .zero)
      guard let bytes = try stream.receive(within: left) else {
        try checkStatus()
        throw Self.ended
      }
      guard !bytes.isEmpty else { return nil }
      received += bytes
      guard received.count <= HTTPClient.answerBytesMax else { throw Self.ended }
      if stream.status == 200 { takeLines() }
    }
    return lines.removeFirst()
  }

  private func checkStatus() throws {
    guard stream.status != 200 else { return }
    let answer = HTTPClientAnswer(status: stream.status, body: received)
    if case .failed(let sentence, let kind, _) = try RemoteClient.reply(answer), kind == .refused {
      throw ControlError.refused(sentence)
    }
  }

  /// An event of the interface has one line of data; comments and other fields are skipped.
  private func takeLines() {
    let name = Array("data: ".utf8)
    guard let last = received.lastIndex(of: UInt8(ascii: "\n")) else { return }
    for line in received[..<last].split(separator: UInt8(ascii: "\n")) where line.starts(with: name)
    {
      lines.append(String(decoding: line.dropFirst(name.count), as: UTF8.self))
    }
    received.removeFirst(last + 1)
  }
}
