import Foundation
import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// The web inbox of a bot on the worker's bench, without a server before it.
final class WebBench {
  let bench: WorkerBench
  let sessions: WebSessions
  let tokens: TokenTable
  let api: BotAPI
  let web: BotWeb
  let feed = EventFeed(run: UnixMilliseconds(1_700_000_000_000))

  static let passphrase = "correct horse battery staple"
  /// Hashing takes a tenth of a second.
  static let hash = (try? StaffPassphrase.hash(passphrase)) ?? ""

  /// Passes requests of any thread to the worker, one after the other.
  private final class Desk: @unchecked Sendable {
    let lock = NSLock()
    var bench: WorkerBench?
    var following:
      (
        (ApplicationRequest, @escaping @Sendable (Reply) -> Void)
          -> @Sendable (Reply) -> Void
      )?

    func submit(
      _ request: ApplicationRequest, by author: Author,
      reply: @escaping @Sendable (Reply) -> Void
    ) {
      lock.withLock {
        bench?.receive(
          .control(request, by: author, reply: following?(request, reply) ?? reply))
      }
    }
  }

  init(
    _ rules: String = "on('message', function(message) message:keep() end)",
    sealer: (any ContentSealer)? = nil
  ) throws {
    let bench = try WorkerBench(rules, sealer: sealer)
    self.bench = bench
    let keys = HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    let (clock, feed) = (bench.clock, feed)
    let tokens = try TokenTable(store: bench.store, keys: keys, changed: feed.wakeWaiting)
    let sessions = try WebSessions(
      store: bench.store, keys: keys, tokens: tokens, now: { clock.now },
      changed: feed.wakeWaiting)
    (self.tokens, self.sessions) = (tokens, sessions)
    let desk = Desk()
    desk.bench = bench
    desk.following = { sessions.following($0, tokens.following($0, $1)) }
    let submit: ControlServer.Submit = { desk.submit($0, by: $1, reply: $2) }
    let api = BotAPI(
      tokens: tokens, sessions: sessions, keys: keys, feed: feed,
      hooks: IncomingHooks(keys: keys, tally: HookTally(submit: submit)) { _ in },
      submit: submit, probes: Probes(submit: submit), files: bench.store.files,
      uploads: BotUploads(bench.store, keys: keys, keepsFree: 0))
    self.api = api
    web = BotWeb(api: api, sessions: sessions)
    try bench.befriend(1)
    bench.say("secret-tip")
  }

  @discardableResult
  func ask(_ request: ApplicationRequest, by author: Author = .owner) async -> Reply {
    await withCheckedContinuation { continuation in
      api.submit(request, author) { continuation.resume(returning: $0) }
    }
  }

  @discardableResult
  func ask(_ command: any Command) async -> Reply { await ask(.command(command)) }

  func add(_ name: String, _ role: StaffRole) async {
    await ask(.staffAdd(name, role: role))
    await ask(.staffPassphrase(name, hash: Self.hash))
  }

  func token(_ label: String, _ scopes: [Scope]) async throws -> (id: Int64, text: String) {
    guard
      case .token(let token, let text) = await ask(.tokenNew(label: label, scopes: scopes))
    else { throw StoreError.unknownMessage }
    return (token.id, text)
  }

  func attempt(
    _ name: String, _ passphrase: String = WebBench.passphrase, code: String = "",
    device: String? = nil
  ) async -> SignInResult {
    await web.signIn(
      SignInAttempt(
        .passphrase(name: name, passphrase: passphrase, code: code),
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 evil<script>", device: device))
  }

  /// - Returns: the secret of a new session.
  func signIn(_ name: String) async throws -> String {
    guard case .signedIn(let secret, _) = await attempt(name) else {
      throw StoreError.unknownMessage
    }
    return secret
  }

  func signIn(token: String) async throws -> String {
    let result = await web.signIn(SignInAttempt(.token(token)))
    guard case .signedIn(let secret, _) = result else { throw StoreError.unknownMessage }
    return secret
  }

  func client(_ secret: String) throws -> WebClient {
    try #require(web.client(ofSession: secret, isActivity: true))
  }

  /// The name of the one conversation.
  func codename() async -> String {
    guard case .conversations(let all) = await ask(.query(.conversationList(limit: 1))) else {
      return ""
    }
    return all.first?.contact ?? ""
  }

  /// Asks a page as if its route needed no scope.
  func answer(
    _ page: WebPage, of client: WebClient, named: [String: String] = [:], query: String = "",
    form: String = ""
  ) async throws -> WebAnswer {
    let route = try #require(
      WebRouteTable.standard.routes.first { $0.action == .page(page) }, "\(page)")
    return await web.answer(
      page,
      WebRequest(
        route: route, named: named, query: try WebForm.fields(Array(query.utf8)),
        form: try WebForm.fields(Array(form.utf8))), of: client)
  }

  /// Whether a file of the home has this text.
  func holds(_ text: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: bench.path).contains { name in
      let file = URL(filePath: bench.path).appending(path: name)
      return (try? Data(contentsOf: file))?.range(of: Data(text.utf8)) != nil
    }
  }

  func audit() async -> [String] {
    guard case .audit(let entries) = await ask(.query(.auditList())) else { return [] }
    return entries.reversed().map { "\($0.operation) by \($0.author) \($0.value ?? "")" }
  }
}

extension WebAnswer {
  /// Of a refusal or a page.
  var status: Int {
    switch self {
    case .page: 200
    case .refusal(_, let status): status
    case .redirect: 303
    case .content, .events: 200
    case .nothing: 204
    case .problem(let problem): problem.status
    }
  }
}
