import GatewayCore
import GatewayHTTP
import GatewayPages
import GatewayStore
import ToxCrypto

/// The web inbox, as the HTTP server serves it: of a running bot, or of one that is reached through
/// its control socket.
struct BotWeb: WebApplication {
  /// How people sign in.
  enum Door: Sendable {
    /// The staff of a running bot.
    case staff(StaffDoor)
    /// The one person of this computer.
    case own(OwnSessions)
  }

  let backend: any WebBackend
  let door: Door
  let sessions: any SessionTable
  let keys: HomeKeys
  let checks = PassphraseChecks()
  let unlocks = UnlockDesk()
  let streams = StreamCounts()
  let presence: Presence

  init(api: BotAPI, sessions: WebSessions) {
    self.init(
      api, door: .staff(StaffDoor(api: api, sessions: sessions)), sessions: sessions,
      keys: api.keys)
  }

  /// - Parameter keys: of this process alone.
  init(_ backend: any WebBackend, own sessions: OwnSessions, keys: HomeKeys) {
    self.init(backend, door: .own(sessions), sessions: sessions, keys: keys)
  }

  private init(
    _ backend: any WebBackend, door: Door, sessions: any SessionTable, keys: HomeKeys
  ) {
    self.backend = backend
    self.door = door
    self.sessions = sessions
    self.keys = keys
    let events = backend.events
    presence = Presence { events.wake() }
  }

  func client(ofSession secret: String, isActivity: Bool) -> WebClient? {
    guard let (client, isNewUse) = sessions.client(ofSession: secret, isActivity: isActivity)
    else { return nil }
    if isNewUse { backend.record(SessionUsedCommand(session: client.session), by: .rule) }
    return client
  }

  /// Whether it runs on the computer of the one person that reads.
  var isOwn: Bool { if case .own = door { true } else { false } }

  func isValid(_ client: WebClient) -> Bool { sessions.has(client.session) }

  func newVisit() -> String { Self.newSecret() }

  /// 32 random bytes.
  static func newSecret() -> String {
    var entropy = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &entropy) }.base64URL
  }

  func proof(for secret: String) -> String { keys.proof(ofForms: secret).base64URL }

  func isProof(_ text: String, for secret: String) -> Bool {
    isEqualInConstantTime(Array(text.utf8), Array(proof(for: secret).utf8))
  }

  /// What a client asks of the bot: refused where its role does not allow it.
  func carryOut(_ request: ApplicationRequest, of client: WebClient) async -> Reply {
    await backend.carryOut(request, of: client.client, key: nil)
  }

  func signIn(_ attempt: SignInAttempt) async -> SignInResult {
    switch door {
    case .staff(let staff): await staff.signIn(attempt)
    case .own(let sessions): sessions.signIn(attempt)
    }
  }

  func signOut(_ client: WebClient) async {
    presence.leave(client.session)
    sessions.unlocked.lock(client.session)
    switch door {
    case .staff(let staff): await staff.end(client.session, by: client.client.author)
    case .own(let sessions): sessions.end(client.session)
    }
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
    return WebBody(
      SignInPage(failure: failure, next: form.next, link: form.link, isOwn: isOwn)
        .html(in: frame))
  }

  func page(of problem: WebProblem, for client: WebClient?, look: WebLook) -> WebBody {
    WebBody(ProblemPage(PageRefusal(problem)).html(in: frame(look, for: client)))
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
    case .account: try account(request, of: client)
    case .endSession: try await endSession(request, of: client)
    case .setPassphrase: try await setPassphrase(request, of: client)
    case .askToUnlock: try askToUnlock(request, of: client)
    case .unlock: try await unlock(request, of: client)
    case .lock: lock(request, of: client)
    }
  }
}
