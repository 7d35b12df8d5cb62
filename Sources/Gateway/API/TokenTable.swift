import GatewayCore
import GatewayHTTP
import GatewayStore
import Synchronization
import ToxCrypto

/// The tokens of a running bot's HTTP interface, in memory: each request is checked against them.
final class TokenTable: Sendable {
  private struct Entry {
    var hash: [UInt8]
    var label: String
    var authorization: Authorization
    var lastUsed: UnixMilliseconds?
  }

  /// How exactly the last use of a token is stored: a minute in milliseconds.
  private static let useInterval: Int64 = 60_000

  private let store: Store
  private let keys: HomeKeys
  private let entries = Mutex<[Int64: Entry]>([:])
  private let changed: @Sendable () -> Void

  /// - Parameter changed: called when tokens were made or revoked while the bot runs.
  init(
    store: Store, keys: HomeKeys, changed: @escaping @Sendable () -> Void
  ) throws(StoreError) {
    self.store = store
    self.keys = keys
    self.changed = changed
    try reload()
  }

  func reload() throws(StoreError) {
    let tokens = try store.read { reader throws(StoreError) in try reader.tokens() }
    let entries = tokens.map { token in
      (
        token.summary.id,
        Entry(
          hash: token.hash, label: token.summary.label,
          authorization: Authorization(token.summary.scopes),
          lastUsed: token.summary.lastUsed)
      )
    }
    self.entries.withLock { $0 = Dictionary(uniqueKeysWithValues: entries) }
  }

  /// The client with this token, and whether its use is to be stored.
  func client(
    presenting text: String, now: UnixMilliseconds
  ) -> (client: APIClient, isNewUse: Bool)? {
    guard let token = AccessToken(text) else { return nil }
    let hash = keys.hash(of: token)
    return entries.withLock { entries in
      guard let entry = entries[token.id], isEqualInConstantTime(entry.hash, hash) else {
        return nil
      }
      let since = entry.lastUsed.map { abs(now.rawValue - $0.rawValue) } ?? .max
      let isNewUse = since >= Self.useInterval
      if isNewUse { entries[token.id]?.lastUsed = now }
      let client = APIClient(
        .token(token.id), name: entry.label, authorization: entry.authorization)
      return (client, isNewUse)
    }
  }

  /// What a token may do, and its label; nil where it was revoked.
  func grant(of token: Int64) -> (label: String, authorization: Authorization)? {
    entries.withLock { $0[token].map { ($0.label, $0.authorization) } }
  }

  /// Whether there is still a token with this number, which no later one gets.
  func has(_ token: Int64) -> Bool { entries.withLock { $0[token] != nil } }

  /// The handler of a request's answer, which is told once this table knows what it changed.
  func following(
    _ request: ApplicationRequest, _ reply: @escaping @Sendable (Reply) -> Void
  ) -> @Sendable (Reply) -> Void {
    guard case .command(let command) = request,
      command is TokenNewCommand || command is TokenRevokeCommand
    else { return reply }
    return { [self] answer in
      do throws(StoreError) { try reload() } catch {
        // A revoked token must not go on.
        entries.withLock { $0 = [:] }
      }
      changed()
      reply(answer)
    }
  }
}
