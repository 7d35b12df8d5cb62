import GatewayCore
import Synchronization

@testable import GatewayHTTP

/// A web inbox whose sessions have the names of roles as their secrets, and whose pages are words.
final class FakeWeb: WebApplication {
  /// What was asked of pages: "inbox by admin".
  let asked = Mutex<[String]>([])
  let forms = Mutex<[WebFields]>([])
  let attempts = Mutex(0)
  let signedOut = Mutex<[String]>([])
  let result = Mutex(SignInResult.signedIn(secret: "admin"))
  let answer = Mutex<WebAnswer>(.page(WebBody(Array("ok".utf8))))
  /// Where it is set, events are asked for, and this many streams are open.
  let streams = Mutex<Int?>(nil)
  let happens = Mutex(false)
  private let visits = Mutex(0)

  /// A session of each role, and one of a token without a scope that pages need.
  static let roles: [String: Authorization] = [
    "reader": Authorization(StaffRole.reader.scopes),
    "replier": Authorization(StaffRole.replier.scopes),
    "admin": Authorization(StaffRole.admin.scopes), "clock": Authorization([.clock]),
  ]

  func client(ofSession secret: String, isActivity: Bool) -> WebClient? {
    guard let authorization = Self.roles[secret], !signedOut.withLock({ $0.contains(secret) })
    else { return nil }
    let number = Int64(Self.roles.keys.sorted().firstIndex(of: secret) ?? 0)
    return WebClient(
      client: APIClient(.session(number), name: secret, authorization: authorization),
      session: number, isMember: true, proof: proof(for: secret))
  }

  func isValid(_ client: WebClient) -> Bool { true }

  func newVisit() -> String {
    let number = visits.withLock { visits in
      visits += 1
      return visits
    }
    return "visit\(number)".padding(to: WebForm.secretLength)
  }

  func proof(for secret: String) -> String { "proof of \(secret)" }
  func isProof(_ text: String, for secret: String) -> Bool { text == proof(for: secret) }

  func signIn(_ attempt: SignInAttempt) async -> SignInResult {
    attempts.withLock { $0 += 1 }
    return result.withLock(\.self)
  }

  func signOut(_ client: WebClient) async { signedOut.withLock { $0.append(client.name) } }

  func serverStops() {}

  func signInForm(_ form: SignInForm) -> WebBody {
    WebBody(Array("form \(form.proof) \(form.failure?.rawValue ?? "") \(form.next ?? "")".utf8))
  }

  func page(of problem: WebProblem, for client: WebClient?, look: WebLook) -> WebBody {
    WebBody(Array("problem \(problem.status): \(problem.sentence)".utf8))
  }

  func asset(named name: String) -> WebBody? {
    name == "style-1.css" ? WebBody(Array("a{}".utf8), type: "text/css") : nil
  }

  func answer(_ page: WebPage, _ request: WebRequest, of client: WebClient) async -> WebAnswer {
    asked.withLock { $0.append("\(page.rawValue) by \(client.name)") }
    forms.withLock { $0.append(request.form) }
    guard page == .events, streams.withLock({ $0 != nil }) else { return answer.withLock(\.self) }
    return .events(FakePageStream(self))
  }
}

/// A stream that has an event once something happens.
final class FakePageStream: EventStream {
  private let web: FakeWeb
  private let isEnded = Mutex(false)
  private let isTold = Mutex(false)

  init(_ web: FakeWeb) {
    self.web = web
    web.streams.withLock { $0 = ($0 ?? 0) + 1 }
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    while !isEnded.withLock(\.self) {
      if web.happens.withLock(\.self), !isTold.withLock(\.self) {
        isTold.withLock { $0 = true }
        return [ServerEvent(id: "1-1", name: "message", data: "{}")]
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }

  func end() {
    let isFirst = isEnded.withLock { isEnded in
      defer { isEnded = true }
      return !isEnded
    }
    if isFirst { web.streams.withLock { $0 = ($0 ?? 0) - 1 } }
  }
}

extension String {
  fileprivate func padding(to length: Int) -> String {
    self + String(repeating: "x", count: max(0, length - count))
  }
}

extension ServerBench {
  /// Sends a form as a browser does that has a session or a visit.
  ///
  /// - Parameters:
  ///   - session: the secret; nil for none.
  ///   - proof: nil: as the browser's page has it.
  func post(
    _ path: String, _ form: String = "", session: String? = nil, visit: String? = nil,
    proof: String? = nil, fields: [String] = []
  ) async throws -> String {
    let proof = proof ?? web.proof(for: session ?? visit ?? "")
    let body = "proof=\(Percent.encoded(proof))" + (form.isEmpty ? "" : "&\(form)")
    return try await send("POST \(path)", session: session, visit: visit, fields: fields, body)
  }

  func send(
    _ request: String, session: String? = nil, visit: String? = nil, fields: [String] = [],
    _ body: String = ""
  ) async throws -> String {
    var fields = fields
    let cookies = [session.map { ("session", $0) }, visit.map { ("visit", $0) }].compactMap(\.self)
    if !cookies.isEmpty {
      let pairs = cookies.map { "postern-\(port)-\($0.0)=\($0.1)" }
      fields.append("Cookie: \(pairs.joined(separator: "; "))")
    }
    var lines = ["\(request) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + fields
    if request.hasPrefix("POST") {
      if !fields.contains(where: { $0.hasPrefix("Content-Type") }) {
        lines.append("Content-Type: application/x-www-form-urlencoded")
      }
      lines.append("Content-Length: \(body.utf8.count)")
    }
    lines.append("Connection: close")
    return try await raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }
}
