import GatewayCore
import GatewayStore

/// What the home knows of the network profiles.
extension BotHome {
  /// How the bot that ran here last gets onto the network; nil where none did.
  func network() throws(StoreError) -> HomeNetwork? {
    try store.read { reader throws(StoreError) in try reader.homeNetwork() }
  }

  /// An agent begins to run here with this profile: what the profile must not remember is erased.
  ///
  /// - Parameters:
  ///   - named: relays and nodes that options or the file name.
  ///   - bot: whose file decides on the profile, and on what contacts see, from now on for
  ///     everybody who opens the home without it; nil for an agent without one.
  ///   - file: to which the home belongs from now on.
  /// - Returns: what the owner should know, a sentence each.
  func begin(
    _ profile: NetworkProfile, _ named: NamedWays, bot: BotConfiguration?, file: String? = nil
  ) throws(StoreError) -> [String] {
    var notes: [String] = []
    let forgot = try store.write { transaction throws(StoreError) in
      if let file = file.map(BotFilePath.init),
        let before = try transaction.rememberBotFile(file)
      {
        notes.append("This home was that of \(before.path); it belongs to \(file.path) now.")
      }
      let before = try transaction.meta(.networkProfile)
      let now = Array(profile.rawValue.utf8)
      if let bot {
        if before != now { try transaction.setMeta(.networkProfile, now) }
        let ways = named.stored
        if try transaction.meta(.networkWays) ?? [] != ways {
          try transaction.setMeta(.networkWays, ways)
        }
        // Before anybody can write: a bot may be gone before it first looks what is too old.
        try transaction.noteKeepsNothing(bot.inbox.keep == .nothing)
        try transaction.rememberProfile(bot.profile)
      }
      return profile.remembersAddresses ? false : try transaction.forgetAddresses()
    }
    guard forgot else { return notes }
    try store.clean()
    return notes + ["The addresses of contacts and nodes that earlier runs had kept are erased."]
  }
}

extension StoreReader {
  /// How the bot that ran here last gets onto the network; nil where none did.
  func homeNetwork() throws(StoreError) -> HomeNetwork? {
    guard let profile = try networkProfile() else { return nil }
    return HomeNetwork(profile: profile, ways: NamedWays(stored: try meta(.networkWays) ?? []))
  }

  func networkProfile() throws(StoreError) -> NetworkProfile? {
    try meta(.networkProfile).flatMap {
      NetworkProfile(rawValue: String(decoding: $0, as: UTF8.self))
    }
  }
}
