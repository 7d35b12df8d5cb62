import GatewayCore
import GatewayStore

/// The network settings that a home stores.
extension BotHome {
  /// The network settings of the bot that last ran here; nil where none did.
  func network() throws(StoreError) -> HomeNetwork? {
    try store.read { reader throws(StoreError) in try reader.homeNetwork() }
  }

  /// Begins a run of an agent with this profile: erases what the profile must not store.
  ///
  /// - Parameters:
  ///   - named: relays and nodes named by the options or the file.
  ///   - bot: its file decides the profile, and what contacts see, from now on also for commands
  ///     that open the home without the file; nil for an agent without one.
  ///   - file: the bot's file to which the home belongs from now on.
  /// - Returns: notes for the owner, a sentence each.
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
        // Before the first message: a bot may end before its first search for what is too old.
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
  /// The network settings of the bot that last ran here; nil where none did.
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
