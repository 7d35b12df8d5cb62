import GatewayCore
import GatewayEngine

@testable import Gateway
@testable import GatewayStore

/// One run of a bot's program without its node: the part that a kill ends.
final class BotProcess {
  let store: Store
  let engine: Engine
  var translation = NodeTranslation(remembersAddresses: true)
  private let rules: RuleFile

  /// - Parameter home: the folder of `bot.lua`.
  init(
    _ home: String, clock: @escaping () -> UnixMilliseconds, uptime: @escaping () -> Uptime,
    entropy: any RandomNumberGenerator, output: @escaping (EngineOutput) -> Void
  ) throws {
    store = try Store(Home(path: home)) { transaction throws(StoreError) in
      try transaction.setIdentity(
        StoredIdentity(
          secretKey: [UInt8](repeating: 5, count: 32), nospam: [UInt8](repeating: 6, count: 4)))
    }
    rules = try RuleFile(path: home + "/bot.lua") { _ in "https://desk.example.invalid/" }
    let keys = HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size))
    let space = HomeSpace(
      fileSystemBytes: 1 << 40, freeBytes: 1 << 39, storedBytes: 0, reusableBytes: 0)
    engine = Engine(
      EngineParts(
        store: store, rules: rules, operations: HomeOperations(keys: keys), keys: keys,
        clock: clock, uptime: uptime, entropy: entropy, space: { space }),
      settings: EngineSettings(
        earliestDate: UnixMilliseconds(1_600_000_000_000), contactsMax: 1_000, deliveriesMax: 8),
      output: output)
  }

  /// The commands of a start for the node: the profile and the stored contacts.
  func firstCommands() throws -> [NetworkCommand] {
    [.setProfile(rules.handler.configuration.profile)] + (try AgentParts.contacts(store))
  }
}
