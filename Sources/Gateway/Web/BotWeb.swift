import GatewayCore
import GatewayHTTP
import GatewayPages
import GatewayStore
import ToxCrypto

/// The web inbox of a running bot, as the HTTP server serves it.
struct BotWeb: WebApplication {
  let api: BotAPI
  let sessions: WebSessions
  let desk = SignInDesk()
  let unlocks = UnlockDesk()
  let streams = StreamCounts()
  let presence: Presence

  init(api: BotAPI, sessions: WebSessions) {
    self.api = api
    self.sessions = sessions
    presence = Presence(changed: api.feed.wakeWaiting)
  }

  func client(ofSession secret: String, isActivity: Bool) -> WebClient? {
    guard let (client, isNewUse) = sessions.client(ofSession: secret, isActivity: isActivity)
    else { return nil }
    if isNewUse {
      api.submit(.command(SessionUsedCommand(session: client.session)), .rule) { _ in }
    }
    return client
  }

  func isValid(_ client: WebClient) -> Bool { sessions.has(client.session) }

  func newVisit() -> String { Self.newSecret() }

  /// 32 random bytes.
  static func newSecret() -> String {
    var entropy = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }.base64URL
  }

  func proof(for secret: String) -> String { api.keys.proof(ofForms: secret).base64URL }

  func isProof(_ text: String, for secret: String) -> Bool {
    isEqualInConstantTime(Array(text.utf8), Array(proof(for: secret).utf8))
  }

  /// What the web inbox itself does, whatever the client may do.
  func carryOut(_ command: any Command, by author: Author) async -> Reply {
    await withCheckedContinuation { continuation in
      api.submit(.command(command), author) { continuation.resume(returning: $0) }
    }
  }

  /// What a client asks of the bot: refused where its role does not allow it.
  func carryOut(_ request: ApplicationRequest, of client: WebClient) async -> Reply {
    await api.carryOut(request, of: client.client, key: nil)
  }

  func signOut(_ client: WebClient) async {
    presence.leave(client.session)
    sessions.unlocked.lock(client.session)
    _ = await carryOut(SignOutCommand(session: client.session), by: client.client.author)
  }

  func serverStops() { sessions.unlocked.lockAll() }

  func signInForm(_ form: SignInForm) -> WebBody {
    let failure: SignInPage.Failure? =
      switch form.failure {
      case nil: nil
      case .refused: .refused
      case .tooMany: .tooMany
      case .busy: .unavailable
      }
    let frame = frame(form.look, for: nil, proof: form.proof, here: "/sign-in")
    return WebBody(SignInPage(failure: failure, next: form.next).html(in: frame))
  }

  func page(of problem: WebProblem, for client: WebClient?, look: WebLook) -> WebBody {
    let page = ProblemPage(status: problem.status, sentence: problem.sentence)
    return WebBody(page.html(in: frame(look, for: client)))
  }

  func asset(named name: String) -> WebBody? { WebAssets.body(named: name) }

  func answer(_ page: WebPage, _ request: WebRequest, of client: WebClient) async -> WebAnswer {
    do throws(WebProblem) { return try await found(page, request, of: client) } catch {
      return .problem(error)
    }
  }

  private func found(
    _ page: WebPage, _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    switch page {
    case .inbox: try await inbox(request, of: client)
    case .changeConversations: try await changeConversations(request, of: client)
    case .star: try await star(request, of: client)
    case .conversation: try await conversation(request, of: client)
    case .changeConversation: try await changeConversation(request, of: client)
    case .reply: try await reply(request, of: client)
    case .sendCanned: try await sendCanned(request, of: client)
    case .setLabels: try await setLabels(request, of: client)
    case .addNote: try await addNote(request, of: client)
    case .eraseNote: try await eraseNote(request, of: client)
    case .askToEraseConversation: try await askToEraseConversation(request, of: client)
    case .eraseConversation: try await eraseConversation(request, of: client)
    case .message: try await showMessage(request, of: client)
    case .changeMessage: try await changeMessage(request, of: client)
    case .retry: try await retry(request, of: client)
    case .askToErase: try await askToErase(request, of: client)
    case .erase: try await erase(request, of: client)
    case .answerFile: try await answerFile(request, of: client)
    case .keepMessage: try await keepMessage(request, of: client)
    case .keepConversation: try await keepConversation(request, of: client)
    case .statistics: try await statistics(request, of: client)
    case .audit: try await audit(request, of: client)
    case .staff: try await staff(request, of: client)
    case .addMember: try await addMember(request, of: client)
    case .setRole: try await setRole(request, of: client)
    case .setMemberPassphrase: try await setMemberPassphrase(request, of: client)
    case .removeMember: try await removeMember(request, of: client)
    case .endMemberSession: try await endMemberSession(request, of: client)
    case .events: events(request, of: client)
    case .file: await file(request, of: client)
    case .draft: try await keepDraft(request, of: client)
    case .presence: try await notePresence(request, of: client)
    case .account: account(request, of: client)
    case .endSession: await endSession(request, of: client)
    case .setPassphrase: await setPassphrase(request, of: client)
    case .askToUnlock: try askToUnlock(request, of: client)
    case .unlock: try await unlock(request, of: client)
    case .lock: await lock(request, of: client)
    }
  }
}
