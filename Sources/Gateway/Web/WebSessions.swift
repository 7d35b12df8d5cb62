import GatewayCore
import GatewayHTTP
import GatewayStore
import Synchronization
import ToxCrypto

/// The sessions of a running bot's web inbox, and the members of the staff, in memory: each request
/// is checked against them.
final class WebSessions: SessionTable {
  private struct Session {
    var stored: StoredWebSession
    /// When a person was last seen; the store has it to the minute.
    var lastUsed: UnixMilliseconds

    /// As it is now.
    var current: StoredWebSession {
      var current = stored
      current.lastUsed = lastUsed
      return current
    }
  }

  private struct State {
    /// By the hash of the secret: a keyed one, so that the time of a search tells nothing of it.
    var sessions: [[UInt8]: Session] = [:]
    var members: [Int64: StoredStaffMember] = [:]

    func session(_ id: Int64) -> Session? { sessions.values.first { $0.stored.id == id } }
  }

  /// An hour without a person ends a session.
  static let idleMax: Int64 = 3_600_000
  /// Twelve hours: a working day.
  static let ageMax: Int64 = 12 * 3_600_000
  /// How exactly the last use is stored: a minute in milliseconds.
  private static let useInterval: Int64 = 60_000

  private let store: Store
  private let keys: HomeKeys
  private let tokens: TokenTable
  private let state = Mutex(State())
  private let changed: @Sendable () -> Void
  let now: @Sendable () -> UnixMilliseconds
  /// The inbox keys of these sessions.
  let unlocked: UnlockedInboxes

  /// - Parameter changed: called when sessions began or ended.
  init(
    store: Store, keys: HomeKeys, tokens: TokenTable,
    now: @escaping @Sendable () -> UnixMilliseconds = { .now },
    changed: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    self.store = store
    self.keys = keys
    self.tokens = tokens
    self.now = now
    self.changed = changed
    unlocked = UnlockedInboxes(now: now, changed: changed)
    try reload()
  }

  func reload() throws(StoreError) {
    let (sessions, members) = try store.read { reader throws(StoreError) in
      (try reader.webSessions(), try reader.staffMembers())
    }
    let granted = state.withLock { state in
      let known = state.sessions
      state.sessions = Dictionary(
        uniqueKeysWithValues: sessions.map { stored in
          let used = known[stored.hash]?.lastUsed ?? stored.lastUsed
          return (stored.hash, Session(stored: stored, lastUsed: max(used, stored.lastUsed)))
        })
      state.members = Dictionary(uniqueKeysWithValues: members.map { ($0.id, $0) })
      return sessions.filter { grant(of: $0.holder, state) != nil }.map(\.id)
    }
    unlocked.keep(only: Set(granted))
  }

  /// The client whose session has this secret, and whether its use is to be stored.
  ///
  /// - Parameter isActivity: whether a person is there, which gives the session time.
  func client(
    ofSession secret: String, isActivity: Bool
  ) -> (client: WebClient, isNewUse: Bool)? {
    let now = now()
    let hash = keys.hash(ofSession: secret)
    return state.withLock { state in
      guard let session = state.sessions[hash], isEqualInConstantTime(session.stored.hash, hash),
        Self.isOpen(session.current, now: now), let grant = grant(of: session.stored.holder, state)
      else { return nil }
      if isActivity {
        state.sessions[hash]?.lastUsed = now
        unlocked.noteUse(of: session.stored.id)
      }
      let sinceStored = abs(now.rawValue - session.stored.lastUsed.rawValue)
      let isNewUse = isActivity && sinceStored >= Self.useInterval
      if isNewUse { state.sessions[hash]?.stored.lastUsed = now }
      let isMember = if case .member = session.stored.holder { true } else { false }
      let client = WebClient(
        client: APIClient(
          .session(session.stored.id), name: grant.label, authorization: grant.authorization),
        session: session.stored.id, isMember: isMember,
        proof: keys.proof(ofForms: secret).base64URL)
      return (client, isNewUse)
    }
  }

  /// Whether there is still a session with this number, which no later one gets.
  func has(_ id: Int64) -> Bool {
    let now = now()
    return state.withLock { state in
      guard let session = state.session(id), Self.isOpen(session.current, now: now) else {
        return false
      }
      return grant(of: session.stored.holder, state) != nil
    }
  }

  func holderText(of id: Int64) -> String {
    switch holder(of: id) {
    case .member(let id)?: "member \(id)"
    case .token(let id)?: "token \(id)"
    case nil: "session \(id)"
    }
  }

  /// The names that conversations can be assigned to; none where the store can't tell.
  var staffNames: [String] {
    let names = try? store.read { reader throws(StoreError) in try reader.knownStaff() }
    return (names ?? []).filter { $0 != Author.ownerName }
  }

  /// Whether the home has a seal, or had one.
  var hasSeal: Bool { store.sealer != nil }

  /// Whose session it is.
  func holder(of id: Int64) -> StoredWebSession.Holder? {
    state.withLock { $0.session(id)?.stored.holder }
  }

  /// A clock that was set back by hours ends it too.
  static func isOpen(_ session: StoredWebSession, now: UnixMilliseconds) -> Bool {
    abs(now.rawValue - session.lastUsed.rawValue) < idleMax
      && abs(now.rawValue - session.created.rawValue) < ageMax
  }

  /// The sessions of one holder that can be used, the oldest first.
  func sessions(of holder: StoredWebSession.Holder) -> [StoredWebSession] {
    let now = now()
    return state.withLock { state in
      state.sessions.values.map(\.current).filter { session in
        session.holder == holder && Self.isOpen(session, now: now)
      }
    }.sorted { $0.id < $1.id }
  }

  func member(named name: String) -> StoredStaffMember? {
    state.withLock { $0.members.values.first { $0.summary.name == name } }
  }

  func member(_ id: Int64) -> StoredStaffMember? { state.withLock { $0.members[id] } }

  private func grant(
    of holder: StoredWebSession.Holder, _ state: State
  ) -> (label: String, authorization: Authorization)? {
    switch holder {
    case .member(let id):
      state.members[id].map { ($0.summary.name, Authorization($0.summary.role.scopes)) }
    case .token(let token): tokens.grant(of: token)
    }
  }

  /// The handler of a request's answer, which is told once this table knows what it changed.
  func following(
    _ request: ApplicationRequest, _ reply: @escaping @Sendable (Reply) -> Void
  ) -> @Sendable (Reply) -> Void {
    guard case .command(let command) = request, command is any SessionChange else { return reply }
    return { [self] answer in
      do throws(StoreError) { try reload() } catch {
        // An ended session must not go on.
        state.withLock { $0 = State() }
        unlocked.lockAll()
      }
      changed()
      reply(answer)
    }
  }
}

/// A command that may change the members of the staff, or their sessions.
protocol SessionChange: HomeCommand {}

extension TokenRevokeCommand: SessionChange {}
