import GatewayCore
import GatewayEngine
import GatewayHTTP
import GatewayStore
import GatewayWebhooks
import NIOPosix
import ToxCore
import ToxNIO
import ToxWire

/// The parts of an agent that are open before it begins to work, and what its home has stored.
struct AgentParts {
  let identity: Identity
  let keyLock: KeyLock
  let inputs: InputQueue<EngineInput>
  let bridge: NetworkBridge
  let driver: Driver
  let disk: FileDisk
  let control: ControlServer
  /// nil where it is off.
  let api: APIServer?
  /// nil where it is off.
  let hooks: IncomingHooks?
  let hookTally: HookTally
  let courier: WebhookDeliverer
  /// The node's connection status, at each change.
  let changes: AsyncStream<ConnectionReport.Status>
  /// Notes for the owner, a sentence each.
  let notes: [String]
  /// The stored contacts, as commands.
  let contacts: [NetworkCommand]
  let rememberedNodes: [PackedNode]

  /// Opens all parts; after a failure none stays open.
  ///
  /// - Parameters:
  ///   - home: locked by the caller, which closes it.
  ///   - bot: nil for an agent without rules.
  ///   - rulesPath: the bot's file.
  static func open(
    _ home: BotHome, bot: BotConfiguration?, rulesPath: String?, _ network: PreparedNetwork,
    api plan: APIPlan?, feed: EventFeed,
    counters: EventCounters,
    report: @escaping @Sendable ([Report]) -> Void
  ) async throws -> AgentParts {
    let inputs = InputQueue<EngineInput>()
    let profile = network.plan.profile
    // A slow reader gets only the newest change.
    let (changes, changed) = AsyncStream.makeStream(
      of: ConnectionReport.Status.self, bufferingPolicy: .bufferingNewest(1))
    let disk = FileDisk(
      home.store.files,
      types: MediaTypes(ofHead: MediaType.of, ofFile: MediaType.ofFile),
      sealing: .of(home.store))
    let bridge = NetworkBridge(
      remembersAddresses: profile.remembersAddresses, inputs: inputs, disk: disk,
      filesRelativeTo: FileDisk.folder(ofBot: rulesPath)
    ) { changed.yield($0) }
    for file in try FileMending(store: home.store).run() { disk.completeAgain(file) }
    let identity = try home.identity()
    let keyLock = try KeyLock(identity)
    var limits = Limits()
    limits.takesFiles = true
    let driver = try await Driver.start(
      identity: identity, limits: limits, configuration: network.plan.driver,
      proxyChanged: { state in ProxyReport(state).map { report([.proxy($0)]) } },
      events: bridge.translate)
    bridge.attach(driver)
    var control: ControlServer?
    do {
      // Before the socket is there: what other commands do on a full disk depends on it.
      home.store.fillReserve()
      let tokens = try plan.map { _ throws(StoreError) in
        try TokenTable(store: home.store, keys: home.keys, changed: feed.wakeWaiting)
      }
      let sessions = try tokens.map { tokens throws(StoreError) in
        try WebSessions(
          store: home.store, keys: home.keys, tokens: tokens, changed: feed.wakeWaiting)
      }
      let requestCounts = plan.map { _ in APICounts() }
      let live = LiveQueries(
        path: home.path, counters: counters, api: requestCounts, disk: disk
      ) { request, author, reply in
        let told = tokens?.following(request, reply) ?? reply
        inputs.post(
          .control(request, by: author, reply: sessions?.following(request, told) ?? told))
      }
      let tally = HookTally { request, author, reply in
        inputs.post(.control(request, by: author, reply: reply))
      }
      let requests = LongQueries(path: home.path) { request, author, reply in
        live.submit(tally.preparing(request), by: author, reply)
      }
      let server = try await ControlServer(
        path: home.socketPath, group: MultiThreadedEventLoopGroup.singleton, feed: feed,
        submit: requests.submit)
      control = server
      let courier = try WebhookDeliverer(
        network.webhooks, formats: .all, path: home.store.files.path(of:))
      let notes = try home.begin(profile, network.plan.ways, bot: bot, file: rulesPath)
      var api: APIServer?
      var hooks: IncomingHooks?
      let uploads = BotUploads(home, bot: bot)
      uploads.clean()
      if let plan, let tokens, let sessions, let requestCounts {
        let incoming = IncomingHooks(keys: home.keys, tally: tally) { inputs.post(.hook($0)) }
        incoming.use(bot?.hooks ?? [])
        hooks = incoming
        let application = BotAPI(
          tokens: tokens, sessions: sessions, keys: home.keys, feed: feed, hooks: incoming,
          submit: requests.submit,
          probes: Probes(submit: requests.submit), files: home.store.files,
          uploads: uploads)
        api = try await plan.open(
          home: home.path, application,
          web: plan.settings.servesPages ? BotWeb(api: application, sessions: sessions) : nil,
          counts: requestCounts)
      }
      return AgentParts(
        identity: identity, keyLock: keyLock, inputs: inputs, bridge: bridge, driver: driver,
        disk: disk,
        control: server, api: api, hooks: hooks, hookTally: tally, courier: courier,
        changes: changes, notes: network.notes + notes,
        contacts: try contacts(home.store), rememberedNodes: try home.rememberedNodes())
    } catch {
      await control?.close()
      await driver.shutdown()
      throw error
    }
  }

  /// Contacts whose last address is tried at the start: each such attempt is a handshake.
  private static let addressesTried = 4_096

  /// The contacts as commands: those that wait for an answer to our request with that request.
  static func contacts(_ store: Store) throws(StoreError) -> [NetworkCommand] {
    try store.read { reader throws(StoreError) in
      try reader.soughtContacts(hints: addressesTried).map {
        .add($0.key, request: $0.request, hint: $0.networkHint)
      }
    }
  }
}
