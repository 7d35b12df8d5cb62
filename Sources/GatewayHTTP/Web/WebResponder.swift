import GatewayCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers what browsers ask: all paths that are none of the HTTP interface.
struct WebResponder: Sendable {
  let application: any WebApplication
  let table: WebRouteTable
  /// Whether this server speaks TLS itself.
  let isEncrypted: Bool
  let bodies: UnprovenBodies
  /// The first parts of paths that are not pages.
  let interfacePaths: Set<String>

  enum Answer {
    case whole(APIAnswer)
    case events(any EventStream)
    case content(FileContent, APIClient)
  }

  /// Whether a request is for a page.
  func serves(_ head: HTTPRequest) -> Bool {
    let path = (head.path ?? "").drop { $0 == "/" }
    let first = path.prefix { !"/?".contains($0) }
    return !interfacePaths.contains(String(first)) && !first.utf8.contains(UInt8(ascii: "%"))
  }

  /// - Parameter refused: told of what is refused, to count it.
  @concurrent func respond(
    to request: Request, _ writer: borrowing ResponseWriter, refused: (Problem) -> Void
  ) async -> Answer {
    var visit = Visit(request.head, isEncrypted: isEncrypted || Self.isForwardedEncrypted(request))
    do throws(Problem) {
      return try await answer(request, writer, for: &visit)
    } catch {
      refused(error)
      return .whole(answer(to: error, visit))
    }
  }

  /// What a request tells of its browser.
  private struct Visit {
    let cookies: WebCookies
    let look: WebLook
    var client: WebClient?

    init(_ head: HTTPRequest, isEncrypted: Bool) {
      cookies = WebCookies(head, isEncrypted: isEncrypted)
      look = WebLook(head, cookies)
    }
  }

  /// A proxy with TLS says so. A client that says so itself only gets cookies that it can't use.
  private static func isForwardedEncrypted(_ request: Request) -> Bool {
    let fields = request.headers[fields: .forwardedProtocol]
    return fields.count == 1 && fields.first?.value.lowercased() == "https"
  }

  @concurrent private func answer(
    _ request: Request, _ writer: borrowing ResponseWriter, for visit: inout Visit
  ) async throws(Problem) -> Answer {
    let target = try RequestTarget(request.head.path ?? "")
    let found = Result { () throws(Problem) in try table.find(request.method, target.path) }
    let route = try? found.get().route
    visit.client = visit.cookies[.session].flatMap {
      application.client(
        ofSession: $0, isActivity: route?.isActivity == true && !WebRequest.isLive(target))
    }
    // Without a session nothing can be learned, not even which pages there are.
    if visit.client == nil, route?.access != .anyone {
      return .whole(signInRedirect(from: request.head, visit))
    }
    let (match, named) = try found.get()
    if request.method == .post,
      let refusal = WebOrigin.refusal(of: request.head, isEncrypted: visit.cookies.isEncrypted)
    {
      throw Problem(.forbidden, refusal, because: .otherSite)
    }
    if case .scope(let scope) = match.access, let client = visit.client,
      !client.authorization.includes(scope)
    {
      var problem = Problem(.forbidden, "Your role does not allow this.", because: .role)
      problem.scope = scope
      throw problem
    }
    var webRequest = WebRequest(
      route: match, named: named, query: WebFields(target.query), look: visit.look,
      lastEvent: request.headers[HTTPField.Name("Last-Event-ID")!])
    if match.method == .post {
      webRequest.form = try await form(of: request, to: match, visit, writer)
    }
    return try await answer(webRequest, request.head, for: visit)
  }

  /// The fields of a form that has the proof of this browser.
  @concurrent private func form(
    of request: Request, to route: WebRoute, _ visit: Visit, _ writer: borrowing ResponseWriter
  ) async throws(Problem) -> WebFields {
    let secret = visit.client == nil ? visit.cookies[.visit] : visit.cookies[.session]
    guard let secret else {
      throw Problem(
        .forbidden, "The form is too old, or your browser keeps no cookies: open it again.",
        because: .formExpired)
    }
    let form = try await WebForm.read(
      request, of: route, isOfMember: visit.client != nil, writer, bodies: bodies)
    guard let proof = form.one(WebForm.proofField), application.isProof(proof, for: secret) else {
      throw Problem(
        .forbidden, "The form is too old, or not from this server: open it again.",
        because: .formExpired)
    }
    return form.without(WebForm.proofField)
  }

  private func answer(
    _ request: WebRequest, _ head: HTTPRequest, for visit: Visit
  ) async throws(Problem) -> Answer {
    switch request.route.action {
    case .signInForm:
      guard visit.client == nil else { return .whole(.redirect(to: "/")) }
      return .whole(
        signInForm(
          visit, next: request.query.one("next"),
          link: request.query.one("link").flatMap(Self.link)))
    case .signIn: return .whole(try await signIn(request, head, for: visit))
    case .signOut:
      if let client = visit.client { await application.signOut(client) }
      var answer = APIAnswer.redirect(to: "/sign-in")
      answer.fields.append(visit.cookies.setting(.session, to: ""))
      return .whole(answer)
    case .asset:
      guard let asset = application.asset(named: request.named["name"] ?? "") else {
        throw Problem(.notFound, "There is nothing at this path.")
      }
      var answer = APIAnswer(.ok, asset)
      answer.fields[.cacheControl] = WebHeaders.lasting
      return .whole(answer)
    case .setLook: return .whole(setLook(request, visit))
    case .page(let page):
      guard let client = visit.client else { throw .unauthorized }
      return try answer(
        await application.answer(page, request, of: client), of: client, for: visit)
    }
  }

  private func answer(
    _ answer: WebAnswer, of client: WebClient, for visit: Visit
  ) throws(Problem) -> Answer {
    switch answer {
    case .page(let body): return .whole(APIAnswer(.ok, body))
    case .refusal(let body, let status):
      return .whole(APIAnswer(HTTPResponse.Status(code: status), body))
    case .redirect(let path): return .whole(.redirect(to: path))
    case .content(let file): return .content(file, client.client)
    case .events(let events): return .events(events)
    case .nothing:
      var answer = APIAnswer(.noContent)
      answer.common = WebHeaders.all
      return .whole(answer)
    case .problem(let problem):
      throw Problem(
        HTTPResponse.Status(code: problem.status), problem.sentence, because: problem.reason)
    }
  }
}

/// Signing in, and what goes wrong.
extension WebResponder {
  private func signInRedirect(from head: HTTPRequest, _ visit: Visit) -> APIAnswer {
    let path = head.path ?? "/"
    let isPage = head.method == .get && path != "/" && LocalPath(path, in: table) != nil
    var answer = APIAnswer.redirect(
      to: isPage ? "/sign-in?next=\(Percent.encoded(path))" : "/sign-in")
    if visit.cookies.isDoubled(.session) || visit.cookies[.session] != nil {
      answer.fields.append(visit.cookies.setting(.session, to: ""))
    }
    // The rest of a body that is not read.
    if head.method != .get, head.method != .head { answer.fields[.connection] = "close" }
    return answer
  }

  private func signInForm(
    _ visit: Visit, failure: SignInFailure? = nil, next: String?, link: String? = nil
  ) -> APIAnswer {
    let known = visit.cookies[.visit].flatMap { $0.utf8.count == WebForm.secretLength ? $0 : nil }
    let secret = known ?? application.newVisit()
    let form = SignInForm(
      proof: application.proof(for: secret), look: visit.look, failure: failure,
      next: next.flatMap { LocalPath($0, in: table)?.text }, link: link)
    let status: HTTPResponse.Status =
      switch failure {
      case nil: .ok
      case .refused: .forbidden
      case .tooMany: .tooManyRequests
      case .busy: .serviceUnavailable
      }
    var answer = APIAnswer(status, application.signInForm(form))
    if known == nil { answer.fields.append(visit.cookies.setting(.visit, to: secret)) }
    if failure == .tooMany || failure == .busy { answer.fields[.retryAfter] = "30" }
    return answer
  }

  /// A secret as this server makes them.
  private static func link(_ text: String) -> String? {
    let isSecret =
      text.utf8.count == WebForm.secretLength
      && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_".utf8.contains($0) }
    return isSecret ? text : nil
  }

  private func signIn(
    _ request: WebRequest, _ head: HTTPRequest, for visit: Visit
  ) async throws(Problem) -> APIAnswer {
    let form = request.form
    let proof: SignInAttempt.Proof
    if let token = form.one("token"), !token.isEmpty {
      proof = .token(token.filter { !$0.isWhitespace })
    } else if let name = form.one("name"), let passphrase = form.one("passphrase") {
      proof = .passphrase(
        name: name, passphrase: passphrase,
        code: (form.one("code") ?? "").filter { !$0.isWhitespace })
    } else {
      throw .invalid("The form lacks what signs in.")
    }
    let attempt = SignInAttempt(
      proof, userAgent: head.headerFields[.userAgent] ?? "", device: visit.cookies[.device])
    switch await application.signIn(attempt) {
    case .failed(let failure):
      return signInForm(visit, failure: failure, next: form.one("next"))
    case .signedIn(let secret, let device):
      // A session that this browser had before is not left behind.
      if let client = visit.client { await application.signOut(client) }
      let next = form.one("next").flatMap { LocalPath($0, in: table)?.text }
      var answer = APIAnswer.redirect(to: next ?? "/")
      answer.fields.append(visit.cookies.setting(.session, to: secret))
      answer.fields.append(visit.cookies.setting(.visit, to: ""))
      if let device {
        answer.fields.append(
          visit.cookies.setting(.device, to: device, lifetime: Self.deviceLifetime))
      }
      return answer
    }
  }

  /// 90 days in seconds.
  private static let deviceLifetime = 90 * 86_400
  /// A year in seconds.
  private static let lookLifetime = 31_536_000

  private func setLook(_ request: WebRequest, _ visit: Visit) -> APIAnswer {
    var look = visit.look
    if let language = request.form.one("language") { look.language = WebLook.word(language) }
    if let theme = request.form.one("theme") { look.theme = WebLook.word(theme) }
    let back = request.form.one("back").flatMap { LocalPath($0, in: table)?.text }
    var answer = APIAnswer.redirect(to: back ?? (visit.client == nil ? "/sign-in" : "/"))
    answer.fields.append(
      visit.cookies.setting(.look, to: look.cookie, lifetime: Self.lookLifetime))
    return answer
  }

  private func answer(to problem: Problem, _ visit: Visit) -> APIAnswer {
    var answer = APIAnswer(
      problem.status,
      application.page(
        of: WebProblem(problem.status.code, problem.detail, because: problem.reason),
        for: visit.client,
        look: visit.look))
    for field in problem.fields where field.name != .wwwAuthenticate { answer.fields.append(field) }
    if problem.closes { answer.fields[.connection] = "close" }
    return answer
  }
}
