import GatewayCore
import GatewayEngine
import GatewayRules

/// A bot's file: read, and read again when it changed. While a new version is broken the old one
/// stays live.
final class RuleFile: Rules {
  let path: String
  private(set) var bot: Bot
  /// Called with the webhooks of each version that goes live after the first.
  var webhooksChanged: @Sendable ([Webhook]) -> Void = { _ in }
  /// The same with the hooks.
  var hooksChanged: @Sendable ([IncomingHook]) -> Void = { _ in }
  /// Whether there is an HTTP interface, on which hooks are served.
  var servesHooks = true
  /// The network profile of the running bot.
  var profile = NetworkProfile.direct
  private let environment: BotEnvironment
  /// The relays and nodes of the bot's start.
  private let waysAtStart: NamedWays
  private let apiAtStart: APISettings?
  private let sealAtStart: BotConfiguration.InboxPolicy.Seal

  init(
    path: String, secrets: @escaping @Sendable (String) throws(SettingMistake) -> String?
  ) throws(RuleFailure) {
    self.path = path
    environment = .machine(botPath: path, secrets: secrets)
    bot = try Self.load(path, environment)
    waysAtStart = NamedWays(bot.configuration.profile)
    apiAtStart = bot.configuration.api
    sealAtStart = bot.configuration.inbox.seal
  }

  /// Reads the file again.
  ///
  /// - Throws: what is wrong with it; the old version goes on.
  func reload() throws(RuleFailure) {
    let new = try Self.load(path, environment)
    if let missing = unavailableSetting(of: new) {
      throw RuleFailure(reason: .configuration, file: path, line: nil, message: missing)
    }
    bot = new
    webhooksChanged(new.configuration.webhooks)
    hooksChanged(new.configuration.hooks)
  }

  var handler: any RuleHandler { bot }

  /// Warnings about likely mistakes in the file: sentences without a full stop.
  var warnings: [Report] {
    let webhooks =
      bot.configuration.openWebhookWarnings(in: profile) + bot.configuration.refusedWebhookWarnings
    return (bot.warnings + webhooks + waysWarning + apiWarning + hooksWarning).map {
      .ruleWarning(file: path, $0)
    }
  }

  private var waysWarning: [String] {
    NamedWays(bot.configuration.profile) == waysAtStart
      ? []
      : ["The relays or nodes of profile have changed: they are used from the next start on"]
  }

  private var apiWarning: [String] {
    bot.configuration.api == apiAtStart
      ? [] : ["The api has changed: it is opened so from the next start on"]
  }

  private var hooksWarning: [String] {
    bot.configuration.hooks.isEmpty || servesHooks
      ? [] : ["Its hooks can't be called: they need api { listen = … }, or --api, at the start"]
  }

  /// A setting of the new version that can't take effect, at least not while the bot runs.
  private func unavailableSetting(of bot: Bot) -> String? {
    if bot.configuration.inbox.seal != sealAtStart { return "the seal of inbox needs a restart" }
    guard let wish = try? bot.configuration.networkProfile, wish > profile else { return nil }
    return "network = \"\(wish.rawValue)\" needs a restart: the bot runs"
      + " \(profile.rawValue)"
  }

  private static func load(
    _ path: String, _ environment: BotEnvironment
  ) throws(RuleFailure) -> Bot {
    let source: String
    do throws(NamedFile.Fault) { source = try NamedFile.text(path) } catch {
      throw RuleFailure(
        reason: .configuration, file: path, line: nil, message: "\(error).")
    }
    return try Bot(source: source, file: path, environment: environment)
  }
}

extension Bot: RuleHandler {}
