public import GatewayCore
public import GatewayStore

/// The settings of an identity without a bot's file.
public struct OwnSettings: Hashable, Sendable {
  /// The name that contacts see; empty where none is set.
  public var name: String
  public var about: String
  /// How long messages are kept.
  public var keep: BotConfiguration.InboxPolicy.Keep

  public init(
    name: String = "", about: String = "", keep: BotConfiguration.InboxPolicy.Keep = .forever
  ) {
    self.name = name
    self.about = about
    self.keep = keep
  }

  /// The most bytes of UTF-8 that the protocol allows.
  public static let nameBytesMax = 128
  public static let aboutBytesMax = 1_007
}

extension BotHome {
  /// The settings of an existing home.
  public static func ownSettings(path: String) throws(StoreError) -> OwnSettings {
    try opened(path, new: .refused) { home throws(StoreError) in
      let profile = try home.ownProfile()
      return OwnSettings(name: profile.name, about: profile.about, keep: try home.ownKeep())
    }
  }

  /// Stores settings, also while an agent runs on the home: the next one uses them. Makes the home
  /// where it is missing.
  public static func setOwnSettings(_ settings: OwnSettings, path: String) throws(StoreError) {
    try opened(path, new: .withKey) { home throws(StoreError) in
      try home.store.write { transaction throws(StoreError) in
        try transaction.rememberProfile(
          BotConfiguration.Profile(name: settings.name, about: settings.about))
        try transaction.setMeta(.ownKeep, Array(settings.keep.text.utf8))
      }
    }
  }

  /// What contacts see without a bot's file: the profile of the bot that last ran here, otherwise
  /// the settings of the owner.
  func ownProfile() throws(StoreError) -> BotConfiguration.Profile {
    let stored = try store.read { reader throws(StoreError) in try reader.shownProfile() }
    return BotConfiguration.Profile(
      name: String(decoding: stored.name, as: UTF8.self),
      about: String(decoding: stored.about, as: UTF8.self))
  }

  /// What contacts see. Where the bot's file names no avatar, and an earlier one did, they are told
  /// that there is none any more.
  func profile(of bot: BotConfiguration?) -> BotConfiguration.Profile {
    guard var profile = bot?.profile else {
      return (try? ownProfile()) ?? BotConfiguration.Profile()
    }
    if profile.avatar == nil, (try? hasShownAvatar()) == true { profile.avatar = Avatar.none }
    return profile
  }

  private func hasShownAvatar() throws(StoreError) -> Bool {
    try store.read { reader throws(StoreError) in try reader.meta(.hasShownAvatar) } != nil
  }

  func ownKeep() throws(StoreError) -> BotConfiguration.InboxPolicy.Keep {
    let stored = try store.read { reader throws(StoreError) in try reader.meta(.ownKeep) }
    return stored.flatMap { .init(String(decoding: $0, as: UTF8.self)) } ?? .forever
  }

  /// Whether the bot that last ran here keeps nothing: then other commands must not keep its
  /// messages either.
  func keepsNothing() throws(StoreError) -> Bool {
    try store.read { reader throws(StoreError) in try reader.meta(.keepsNothing) } != nil
  }

  static let keepsNothingForConsumers = """
    This bot keeps nothing on the disk, and so no events for a consumer that is away: follow them \
    as they happen (GET /v1/events).
    """

  static let takesNoFilesSentence = """
    This bot keeps nothing (inbox { keep = "nothing" }), so it sends no files: they would stand on \
    its disk in clear.
    """

  static let keepsNothingSentence =
    "This bot keeps nothing on the disk, so it can send only while it runs."
}
