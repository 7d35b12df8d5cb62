import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Requests to incoming hooks, `/hooks/NAME`: they need no token, but the proof that their hook
/// asks for. One without it is answered as any other path is without a token.
extension APIResponder {
  /// - Returns: nil where the path is no hook's.
  @concurrent func answerHook(
    _ request: Request, _ writer: borrowing ResponseWriter
  ) async throws(Problem) -> APIAnswer? {
    guard var hook = HookRequest(request.head) else { return nil }
    let isProven: Bool
    switch application.open(hook) {
    case .unknown: return nil
    case .refused(let reason): throw Problem(reason)
    case .open(let isProvenByHeader): isProven = isProvenByHeader
    }
    let ticket = isProven ? nil : unprovenBodies.begin()
    defer { ticket?.end() }
    do throws(PartialBody.Fault) {
      hook.body = try await PartialBody.whole(
        of: request, bytesMax: IncomingHook.bodyBytesMax, writer, ticket: ticket)
    } catch {
      application.refuse(hook: hook.hook, because: HookRefusal(error))
      throw Problem(error)
    }
    switch await application.receive(hook) {
    case .success(.answered(let response)):
      return APIAnswer(response)
    case .success(.failed): throw .hookFailed
    case .success(.unavailable): throw Problem(HookRefusal.busy)
    case .success(.unknown): return nil
    case .failure(let reason): throw Problem(reason)
    }
  }
}

extension HookRequest {
  /// - Returns: nil where the path is no hook's.
  fileprivate init?(_ head: HTTPRequest) {
    // Few requests are for a hook: most are told by their first letters.
    guard let path = head.path, path.hasPrefix("/hooks/") || path.utf8.contains(0x25) else {
      return nil
    }
    let halves = path.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = halves.first, let target = try? RequestTarget(String(first)),
      target.path.count == 2, target.path[0] == "hooks"
    else { return nil }
    // Senders of all kinds write it: names may stand several times, and parts may be empty.
    let parts = halves.dropFirst().joined().split(separator: "&").joined(separator: "&")
    let query = Percent.fields(parts[...])
    self.init(
      hook: target.path[1], method: head.method.rawValue,
      query: query?.map { Field($0.name, $0.value) } ?? [],
      headers: head.headerFields.map { Field($0.name.canonicalName, $0.value) })
    isQueryUnreadable = query == nil
  }
}

extension APIAnswer {
  /// Neither 204 nor 205 has a body, whatever the rule gave.
  fileprivate init(_ response: HookResponse) {
    let status = HTTPResponse.Status(code: response.status)
    if status == .noContent || status == .resetContent {
      self.init(status)
    } else {
      self.init(status, body: Array(response.body.utf8), type: response.type)
    }
  }
}

extension HookRefusal {
  init(_ fault: PartialBody.Fault) {
    switch fault {
    case .size: self = .size
    case .busy: self = .busy
    case .incomplete, .late: self = .incomplete
    }
  }
}

extension Problem {
  init(_ fault: PartialBody.Fault) {
    self.init(HookRefusal(fault))
    isCounted = fault == .late
  }

  init(_ refusal: HookRefusal) {
    switch refusal {
    case .unproven, .proof, .time: self = .unauthorized
    case .size: self = .tooLarge
    case .incomplete: self = .invalid("The body ended too early.")
    case .request:
      self = .invalid("The query is not written name=value&…, or the request has several ids.")
    case .method:
      self.init(.methodNotAllowed, "A hook takes POST and PUT.")
      fields[.allow] = "POST, PUT"
    case .busy:
      self.init(
        .serviceUnavailable, "The bot can't take this now: send it again.", because: .busy)
      fields[.retryAfter] = "5"
      closes = true
    }
  }

  static let hookFailed = Problem(
    .internalServerError,
    "The rule of this hook failed, and nothing of it was done: the bot's owner is told why.")
}
