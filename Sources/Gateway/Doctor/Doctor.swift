import Foundation
import GatewayCore
import GatewayRules
import GatewayStore
import GatewayWebhooks
import Synchronization
import ToxCore
import ToxNIO
import ToxWire

/// Checks everything that a bot needs, and every way out of the machine.
///
/// It joins with a temporary identity, in the profile that the bot would have; the bot's own
/// identity and home are not touched, and nothing is sent to a webhook.
public struct Doctor: Sendable {
  public var homePath: String
  /// nil: the command line's own identity.
  public var rulesPath: String?
  public var network: NetworkConfiguration
  /// How long nodes and relays have to answer.
  public var seconds: Int
  /// See `Agent.Configuration.bansDatagrams`.
  public var bansDatagrams: Bool
  /// Whether the kernel reports a synchronized clock.
  public var isClockSynchronized = true

  public init(
    homePath: String, rulesPath: String?, network: NetworkConfiguration, seconds: Int,
    bansDatagrams: Bool = false
  ) {
    self.homePath = homePath
    self.rulesPath = rulesPath
    self.network = network
    self.seconds = seconds
    self.bansDatagrams = bansDatagrams
  }

  /// - Parameter report: called with each finding at once.
  /// - Returns: whether no check failed.
  public func examine(_ report: (Finding) -> Void) async -> Bool {
    var isWell = true
    func say(_ findings: [Finding]) {
      for finding in findings {
        isWell = isWell && finding.result != .fail
        report(finding)
      }
    }
    let secretFiles = SecretFiles()
    var bot: BotConfiguration?
    if let rulesPath {
      do throws(RuleFailure) {
        let file = try RuleFile(path: rulesPath, secrets: secretFiles.find)
        bot = file.bot.configuration
        say([Finding("bot", .pass, words: "\(rulesPath) is sound")])
        say([SealChecks.finding(file.bot.configuration.inbox)])
        say(file.bot.warnings.map { Finding("bot", .note, words: $0) })
      } catch {
        say([Finding("bot", .fail, words: error.sentence)])
      }
    }
    if let bot { say(apiFinding(bot).map { [$0] } ?? []) }
    say(ClockChecks.findings(home: homePath, isSynchronized: isClockSynchronized, now: .now))
    say([MachineChecks.disk(home: homePath), MachineChecks.memory()])
    say(MachineChecks.permissions(home: homePath, secretFiles: secretFiles.paths))
    say(MachineChecks.database(home: homePath))
    say(SealChecks.findings(home: homePath))
    say(OtherPlace.findings(home: homePath, now: .now))
    do {
      // A bot's file or home that can't be read may ask for a stricter profile.
      guard rulesPath == nil || bot != nil else {
        throw Failure("Not checked: only the bot's file says which profile it runs.", .data)
      }
      let stored = try storedNetwork()
      let plan = try NetworkPlan(network.with(stored?.ways, for: bot), bot: bot, home: stored)
      say(WaysOut.findings(plan, webhooks: bot?.webhooks.count ?? 0))
      // Plain http is acceptable to a receiver in the owner's network, but not over a Tor exit.
      let gravity: Finding.Result = plan.profile == .tor ? .fail : .note
      let warnings = bot?.openWebhookWarnings(in: plan.profile) ?? []
      say(warnings.map { Finding("webhooks", gravity, words: $0) })
      say(await examine(plan, bot?.webhooks ?? []))
    } catch {
      say([Finding("network", .fail, words: Failure(error).message)])
    }
    say(WebhookChecks.paused(home: homePath, bot?.webhooks ?? []))
    if let finding = RunningBot.finding(home: homePath) { say([finding]) }
    return isWell
  }

  /// nil where the bot's file opens no HTTP interface.
  private func apiFinding(_ bot: BotConfiguration) -> Finding? {
    do throws(Failure) {
      guard let plan = try APIPlan(APIOptions(), bot: bot, rulesPath: rulesPath) else { return nil }
      try plan.check(home: homePath)
      return Finding("api", .pass, words: "the HTTP interface can be opened as the file says")
    } catch {
      return Finding("api", .fail, words: error.message)
    }
  }

  /// Only where there is a home: the check must not create one.
  private func storedNetwork() throws(StoreError) -> HomeNetwork? {
    guard try Store.hasHome(at: homePath) else { return nil }
    return try BotHome.reading(homePath) { reader throws(StoreError) in try reader.homeNetwork() }
  }

  private func examine(_ plan: NetworkPlan, _ webhooks: [Webhook]) async -> [Finding] {
    do {
      let prepared = try await plan.prepared(for: webhooks)
      var notes = prepared.notes.map { Finding("network", .note, words: $0) }
      if bansDatagrams, plan.profile != .direct { notes.append(Self.ban()) }
      return notes + (try await join(prepared))
        + (try await WebhookChecks.reach(webhooks, prepared))
    } catch {
      return [Finding("network", .fail, words: Failure(error).message)]
    }
  }

  private static func ban() -> Finding {
    DatagramBan.impose()
      ? Finding("sockets", .pass, words: "the kernel refuses UDP and raw sockets to this process")
      : Finding(
        "sockets", .note, words: "the kernel has no filter that would refuse UDP sockets to us")
  }

  /// Joins for a while, then checks the sockets.
  private func join(_ network: PreparedNetwork) async throws -> [Finding] {
    var entropy = SystemRandomNumberGenerator()
    let driver = try await Driver.start(
      identity: Identity(from: &entropy), configuration: network.plan.driver, events: { _ in })
    let places = NamedPlaces()
    await network.join(driver, places, remembered: [])
    let progress = JoinProgress(
      driver: driver, profile: network.plan.profile, places: places, report: { _ in })
    var situation = await progress.situation(after: 0)
    for second in 1...max(1, seconds) where situation.isIncomplete {
      try await Task.sleep(for: .seconds(1))
      situation = await progress.situation(after: second)
    }
    let sockets = SocketCheck.finding(OpenSockets.of("self"), network: network, places: places)
    await driver.shutdown()
    return [situation.finding, sockets]
  }
}

/// Reads secrets as a bot's start does, and remembers their files.
private final class SecretFiles: Sendable {
  private let seen = Mutex<[String]>([])

  var paths: [String] { seen.withLock { $0 } }

  @Sendable func find(_ name: String) throws(SettingMistake) -> String? {
    if let path = Secrets.file(name) { seen.withLock { $0.append(path) } }
    return try Secrets.environmentOrFile(name)
  }
}
