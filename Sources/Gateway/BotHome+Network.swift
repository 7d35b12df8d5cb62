import GatewayCore
import GatewayStore

/// What the home knows of the network profiles.
extension BotHome {
  /// The profile of the bot that ran here last; nil where none did.
  func networkProfile() throws(StoreError) -> NetworkProfile? {
    let stored = try store.read { reader throws(StoreError) in try reader.meta(.networkProfile) }
    return stored.flatMap { NetworkProfile(rawValue: String(decoding: $0, as: UTF8.self)) }
  }

  /// An agent begins to run here with this profile: what the profile must not remember is erased.
  ///
  /// - Parameter bot: whose file decides on the profile, and on what contacts see, from now on for
  ///   everybody who opens the home without it; nil for an agent without one.
  /// - Returns: what the owner should know.
  func begin(_ profile: NetworkProfile, bot: BotConfiguration?) throws(StoreError) -> String? {
    let forgot = try store.write { transaction throws(StoreError) in
      let before = try transaction.meta(.networkProfile)
      let now = Array(profile.rawValue.utf8)
      if let bot {
        if before != now { try transaction.setMeta(.networkProfile, now) }
        try transaction.rememberProfile(bot.profile)
      }
      return profile.remembersAddresses ? false : try transaction.forgetAddresses()
    }
    guard forgot else { return nil }
    try store.clean()
    return "The addresses of contacts and nodes that earlier runs had kept are erased."
  }
}
