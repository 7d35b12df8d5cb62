import GatewayCore
import GatewayHTTP
import Synchronization
import ToxCrypto

/// The sessions of a web inbox on a person's own computer, which begin with a link that is printed
/// there. In memory alone.
final class OwnSessions: SessionTable {
  private struct Session {
    var id: Int64
    var created: UnixMilliseconds
    var lastUsed: UnixMilliseconds
  }

  private struct State {
    /// By the hash of the secret.
    var sessions: [[UInt8]: Session] = [:]
    var lastID: Int64 = 0
    /// The hash of what the newest link proves.
    var link: [UInt8] = []
    /// For the session that begins first.
    var key: SealedMessages?
  }

  let unlocked: UnlockedInboxes
  private let keys: HomeKeys
  private let name: String
  private let state: Mutex<State>
  private let now: @Sendable () -> UnixMilliseconds
  private let tell: @Sendable (_ link: String) -> Void

  /// - Parameters:
  ///   - keys: of this process alone.
  ///   - name: of the person, as the bot knows it.
  ///   - key: opens what is sealed, for the session that begins first.
  ///   - idleMax: milliseconds without a person that lock it.
  ///   - changed: called when something was locked or unlocked.
  ///   - tell: called with what the next link proves: at the beginning, and once one was used.
  init(
    keys: HomeKeys, name: String, key: SealedMessages?,
    idleMax: Int64 = UnlockedInboxes.idleStandard,
    now: @escaping @Sendable () -> UnixMilliseconds = { .now },
    changed: @escaping @Sendable () -> Void, tell: @escaping @Sendable (_ link: String) -> Void
  ) {
    self.keys = keys
    self.name = name
    self.now = now
    self.tell = tell
    unlocked = UnlockedInboxes(idleMax: idleMax, now: now, changed: changed)
    state = Mutex(State(key: key))
  }

  /// Makes a new link, in the place of the one before.
  func makeLink() {
    let secret = BotWeb.newSecret()
    state.withLock { $0.link = keys.hash(ofSession: secret) }
    tell(secret)
  }

  func signIn(_ attempt: SignInAttempt) -> SignInResult {
    guard case .token(let text) = attempt.proof else { return .failed(.refused) }
    let given = keys.hash(ofSession: text)
    let secret = BotWeb.newSecret()
    let now = now()
    let (session, key) = state.withLock { state -> (Int64?, SealedMessages?) in
      guard isEqualInConstantTime(state.link, given) else { return (nil, nil) }
      state.link = []
      state.lastID += 1
      state.sessions = state.sessions.filter { isOpen($0.value, now) }
      state.sessions[keys.hash(ofSession: secret)] = Session(
        id: state.lastID, created: now, lastUsed: now)
      defer { state.key = nil }
      return (state.lastID, state.key)
    }
    guard let session else { return .failed(.refused) }
    if let key { unlocked.unlock(session, with: key) }
    makeLink()
    return .signedIn(secret: secret)
  }

  func end(_ session: Int64) {
    state.withLock { state in
      state.sessions = state.sessions.filter { $0.value.id != session }
    }
    unlocked.lock(session)
  }

  func client(ofSession secret: String, isActivity: Bool) -> (client: WebClient, isNewUse: Bool)? {
    let hash = keys.hash(ofSession: secret)
    let now = now()
    let id = state.withLock { state -> Int64? in
      guard let session = state.sessions[hash], isOpen(session, now) else { return nil }
      if isActivity { state.sessions[hash]?.lastUsed = now }
      return session.id
    }
    guard let id else { return nil }
    if isActivity { unlocked.noteUse(of: id) }
    let client = APIClient(.session(id), name: name, authorization: .owner)
    return (
      WebClient(
        client: client, session: id, isMember: false,
        proof: keys.proof(ofForms: secret).base64URL), false
    )
  }

  func has(_ id: Int64) -> Bool {
    let now = now()
    return state.withLock { $0.sessions.values.contains { $0.id == id && isOpen($0, now) } }
  }

  func holderText(of id: Int64) -> String { "own" }

  private func isOpen(_ session: Session, _ now: UnixMilliseconds) -> Bool {
    abs(now.rawValue - session.lastUsed.rawValue) < WebSessions.idleMax
      && abs(now.rawValue - session.created.rawValue) < WebSessions.ageMax
  }
}
