import GatewayCore
import GatewayHTTP
import GatewayStore
import ToxCrypto

/// The web inbox of a running bot, as the HTTP server serves it.
struct BotWeb: WebApplication {
  let api: BotAPI
  let sessions: WebSessions

  func client(ofSession secret: String, isActivity: Bool) -> WebClient? {
    guard
      let (client, isNewUse) = sessions.client(
        ofSession: secret, isActivity: isActivity, now: .now)
    else { return nil }
    if isNewUse {
      api.submit(.command(SessionUsedCommand(session: client.session)), .rule) { _ in }
    }
    return client
  }

  func isValid(_ client: WebClient) -> Bool { sessions.has(client.session) }

  func newVisit() -> String { Self.newSecret() }

  /// 32 random bytes.
  private static func newSecret() -> String {
    var entropy = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }.base64URL
  }

  func proof(for secret: String) -> String { api.keys.proof(ofForms: secret).base64URL }

  func isProof(_ text: String, for secret: String) -> Bool {
    isEqualInConstantTime(Array(text.utf8), Array(proof(for: secret).utf8))
  }

  func signIn(_ attempt: SignInAttempt) async -> SignInResult {
    switch attempt.proof {
    case .token(let text):
      guard let client = api.client(presenting: text), case .token(let token) = client.credential
      else { return .failed(.refused) }
      return await begin(.token(token), named: client.name, attempt)
    case .passphrase: return .failed(.refused)
    }
  }

  private func begin(
    _ holder: SignInCommand.Holder, named name: String, _ attempt: SignInAttempt
  ) async -> SignInResult {
    let secret = Self.newSecret()
    let command = SignInCommand(
      hash: api.keys.hash(ofSession: secret), holder: holder,
      browser: BrowserWords(userAgent: attempt.userAgent).text)
    switch await carryOut(command, by: Author(name: name, way: .web)) {
    case .done: return .signedIn(secret: secret)
    case .failed(_, .unavailable): return .failed(.busy)
    default: return .failed(.refused)
    }
  }

  func signOut(_ client: WebClient) async {
    _ = await carryOut(SignOutCommand(session: client.session), by: client.client.author)
  }

  /// What the web inbox itself does, whatever the client may do.
  private func carryOut(_ command: any Command, by author: Author) async -> Reply {
    await withCheckedContinuation { continuation in
      api.submit(.command(command), author) { continuation.resume(returning: $0) }
    }
  }

  func signInForm(_ form: SignInForm) -> WebBody { PlainPage.signIn(form) }

  func page(of problem: WebProblem, for client: WebClient?, look: WebLook) -> WebBody {
    PlainPage.problem(problem)
  }

  func asset(named name: String) -> WebBody? { nil }

  func answer(_ page: WebPage, _ request: WebRequest, of client: WebClient) async -> WebAnswer {
    switch page {
    case .inbox: await inbox(request, of: client)
    }
  }
}
