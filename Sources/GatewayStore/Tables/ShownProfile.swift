public import GatewayCore

/// The bot's profile as contacts see it, stored for commands that open the home without the bot's
/// file.
extension StoreTransaction {
  public func rememberProfile(name: [UInt8], about: [UInt8]) throws(StoreError) {
    let value = name.filter { $0 != 0 } + [0] + about
    if try meta(.shownProfile) != value { try setMeta(.shownProfile, value) }
  }

  public func rememberProfile(_ profile: BotConfiguration.Profile) throws(StoreError) {
    try rememberProfile(name: Array(profile.name.utf8), about: Array(profile.about.utf8))
    if profile.avatar != nil, try meta(.hasShownAvatar) == nil {
      try setMeta(.hasShownAvatar, [1])
    }
  }
}

extension StoreReader {
  public func shownProfile() throws(StoreError) -> (name: [UInt8], about: [UInt8]) {
    let value = try meta(.shownProfile) ?? []
    guard let end = value.firstIndex(of: 0) else { return ([], []) }
    return (Array(value[..<end]), Array(value[(end + 1)...]))
  }
}
