import Foundation
public import GatewayCore
import GatewayEngine
import GatewayHTTP
import GatewayRules
import GatewayStore
import GatewayWebhooks
import Logging
import NIOPosix
import ToxCore
import ToxCrypto
import ToxNIO
import ToxWire

/// One identity on the network with its gateway: a bot with rules, or the command line's own.
public final class Agent: Sendable {
  /// The configuration of an agent.
  public struct Configuration: Sendable {
    public var homePath: String
    /// The bot's file; nil for an agent without rules, whose messages go into the inbox.
    public var rulesPath: String?
    public var network: NetworkConfiguration
    /// What the command line says of the HTTP interface.
    public var api: APIOptions
    /// Whether the whole process may be barred from UDP in a profile without it (`DatagramBan`):
    /// for programs that only run the agent.
    public var bansDatagrams: Bool
    /// Whether failures and warnings go to the log as well as to `report`: not where a person reads
    /// both.
    public var logsReports: Bool
    public var secrets: @Sendable (String) throws(SettingMistake) -> String?

    public init(
      homePath: String, rulesPath: String? = nil,
      network: NetworkConfiguration = NetworkConfiguration(), api: APIOptions = APIOptions(),
      bansDatagrams: Bool = false,
      logsReports: Bool = true,
      secrets: @escaping @Sendable (String) throws(SettingMistake) -> String? =
        Secrets.environmentOrFile
    ) {
      self.logsReports = logsReports
      self.homePath = homePath
      self.rulesPath = rulesPath
      self.network = network
      self.api = api
      self.bansDatagrams = bansDatagrams
      self.secrets = secrets
    }
  }

  /// DHT nodes that are stored for the next start.
  private static let rememberedNodesMax = 32
  /// Milliseconds to wait for the home: a command that works on a stopped bot's is done before.
  private static let patience = 2_000

  private let home: BotHome
  private let profile: NetworkProfile
  private let driver: Driver
  private let disk: FileDisk
  private let courier: WebhookDeliverer
  private let inputs: InputQueue<EngineInput>
  private let control: ControlServer
  private let keyLock: KeyLock
  private let api: APIServer?
  private let hookTally: HookTally
  private let watcher: RuleWatcher?
  private let workerDone: DispatchSemaphore
  private let joining: Task<Void, Never>

  /// Opens the home, joins the network and begins to work.
  ///
  /// - Parameter report: called with the reports, in order, mostly from the worker's thread; it
  ///   must not block.
  /// - Throws: `RuleFailure` for a broken bot, `StoreError` for an unusable home, `BindError` for a
  ///   port in use, `ControlError`, `NetworkConfigurationError`.
  public static func start(
    _ configuration: Configuration, report: @escaping @Sendable ([FeedEvent]) -> Void
  ) async throws -> Agent {
    // Rules first: a broken bot touches neither its home nor the network.
    let rules = try configuration.rulesPath.map { path throws(RuleFailure) in
      try RuleFile(path: path, secrets: configuration.secrets)
    }
    let bot = rules?.bot.configuration
    // The options are checked before the home is opened, too: their mistakes need no home.
    _ = try NetworkPlan(configuration.network, bot: bot, home: nil)
    let api = try APIPlan(configuration.api, bot: bot, rulesPath: configuration.rulesPath)
    try api?.check(home: configuration.homePath)
    let logger = Log.logger
    try Store.requireSound(home: configuration.homePath, .bounded)
    let home = try BotHome(
      path: configuration.homePath, exclusively: true, patience: Self.patience)
    for repair in home.repairs { logger.warning("\(repair)") }
    do {
      if bot == nil, try home.keepsNothing() {
        throw Failure(BotHome.keepsNothingSentence, .refused)
      }
      if let bot { try home.takeSeal(of: bot) }
      home.wipeFreedMemoryWhereSealed()
      let plan = try NetworkPlan(configuration.network, bot: bot, home: try home.network())
      let network = try await plan.prepared(for: bot?.webhooks ?? [])
      rules?.profile = plan.profile
      rules?.servesHooks = api != nil
      if configuration.bansDatagrams, plan.profile != .direct, !DatagramBan.impose() {
        logger.notice("the kernel has no filter that would keep this process from opening UDP")
      }
      let logsReports = configuration.logsReports || logger.logLevel <= .debug
      let feed = EventFeed(run: .now)
      let counters = EventCounters(start: feed.run)
      let loggingReport: @Sendable ([Report]) -> Void = { reports in
        if logsReports { reports.log(to: logger) }
        counters.count(reports)
        feed.publish(reports, at: .now, report: report)
      }
      let parts = try await AgentParts.open(
        home, bot: bot, rulesPath: configuration.rulesPath, network, api: api, feed: feed,
        counters: counters, report: loggingReport)
      if !GuardedMemory.isLocked { logger.warning("\(GuardedMemory.unlockedSentence)") }
      return await Agent(
        home, rules: RuleFileBox(rules), rulesPath: configuration.rulesPath, parts: parts,
        network: network,
        report: loggingReport)
    } catch {
      home.close()
      throw error
    }
  }

  /// Tells the contacts that it goes offline, finishes the transaction in progress, and closes the
  /// home.
  public func stop() async {
    await api?.stop()
    await control.close()
    hookTally.flush()
    home.store.stopRewriting()
    inputs.post(.stop)
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [workerDone] in
        workerDone.wait()
        continuation.resume()
      }
    }
    joining.cancel()
    if profile.remembersAddresses {
      let nodes = await driver.perform { node, _ in
        node.savedNodes(limit: Self.rememberedNodesMax)
      }
      if !nodes.isEmpty { try? home.remember(nodes) }
    }
    await driver.shutdown()
    disk.close()
    courier.shutdown()
    keyLock.release()
    home.close()
  }

  /// Reloads the bot's file, whether it changed or not.
  public func reload() { inputs.post(.reload) }

  /// Returns when the worker and the network's loop have both answered.
  public func answer() async {
    _ = await ask(.query(.status))
    await driver.perform { _, _ in }
  }

  /// Waits for the answers to other commands that reached this agent over the socket, before it
  /// stops.
  public func finishOthers(atMost limit: Duration) async {
    await control.waitForClients(atMost: limit)
  }

  /// Asks the running agent, as the command line does over the socket.
  public func ask(_ request: ApplicationRequest) async -> Reply {
    await withCheckedContinuation { continuation in
      ask(request) { continuation.resume(returning: $0) }
    }
  }

  /// Asks in the order of the calls.
  ///
  /// - Parameter reply: called at most once; for a message that is sent, when its receipt came.
  public func ask(_ request: ApplicationRequest, reply: @escaping @Sendable (Reply) -> Void) {
    inputs.post(.control(request, reply: reply))
  }

  private init(
    _ home: BotHome, rules: RuleFileBox, rulesPath: String?, parts: AgentParts,
    network: PreparedNetwork, report: @escaping @Sendable ([Report]) -> Void
  ) async {
    self.home = home
    profile = network.plan.profile
    driver = parts.driver
    disk = parts.disk
    inputs = parts.inputs
    control = parts.control
    keyLock = parts.keyLock
    api = parts.api
    hookTally = parts.hookTally
    courier = parts.courier
    watcher = rulesPath.map { path in
      RuleWatcher(path: path, cannotWait: { Log.logger.warning("\($0)") }) {
        parts.inputs.post(.reload)
      }
    }
    workerDone = DispatchSemaphore(value: 0)
    let places = NamedPlaces()
    let progress = JoinProgress(driver: driver, profile: profile, places: places, report: report)
    joining = Task { await progress.follow(parts.changes) }

    parts.bridge.post(
      [.setProfile(home.profile(of: rules.value?.bot.configuration))] + parts.contacts)
    let warnings = rules.value?.warnings ?? []
    courier.keepStatus(of: rules.value?.bot.configuration.webhooks ?? [])
    rules.value?.webhooksChanged = { [courier] in courier.keepStatus(of: $0) }
    rules.value?.hooksChanged = { [hooks = parts.hooks] in hooks?.use($0) }
    startWorker(home, rules: rules, bridge: parts.bridge, report: report)
    await reportReady(parts.identity, report)
    report(warnings)
    report(parts.notes.map(Report.progress))
    await network.join(driver, places, remembered: parts.rememberedNodes)
  }

  private func startWorker(
    _ home: BotHome, rules: RuleFileBox, bridge: NetworkBridge,
    report: @escaping @Sendable ([Report]) -> Void
  ) {
    let (inputs, courier, done) = (inputs, courier, workerDone)
    let thread = Thread {
      let parts = EngineParts(
        store: home.store, rules: rules.value, operations: HomeOperations(keys: home.keys),
        keys: home.keys, clock: { UnixMilliseconds.now }, uptime: { Uptime.now },
        entropy: KernelEntropy())
      let settings = EngineSettings(
        ownKeep: (try? home.ownKeep()) ?? .forever, earliestDate: ProgramDate.earliestNow,
        contactsMax: Limits().contacts, deliveriesMax: courier.room)
      let transformer = FileTransformer(home.store.files, home: home.path)
      Worker(
        parts, settings: settings, network: bridge, courier: courier, inputs: inputs,
        report: { reports in
          report(reports)
          transformer.transform(
            reports, with: rules.value?.bot.configuration.files.transform ?? [], report)
        }
      ).run()
      done.signal()
    }
    thread.name = "gateway"
    thread.stackSize = 8 << 20
    thread.start()
  }

  private func reportReady(_ identity: Identity, _ report: @Sendable ([Report]) -> Void) async {
    let dhtKey = await driver.perform { node, _ in node.dhtKey }
    report([
      .ready(
        ReadyReport(
          toxID: identity.toxID.text, publicKey: identity.keyPair.publicKey.bytes.hexUppercased,
          dhtKey: dhtKey.bytes.hexUppercased, udpPort: driver.port.map(Int.init), network: profile,
          home: home.path, api: api?.url))
    ])
  }
}

/// Moves the rules to the worker's thread, which alone uses them from then on.
struct RuleFileBox: @unchecked Sendable {
  let value: RuleFile?
  init(_ value: RuleFile?) { self.value = value }
}
